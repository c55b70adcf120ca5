"""The bus tells other processes to look again. It carries ids only; the row is the truth.

SQLite: a datagram to each process that listens beside the store file (0.1 ms), over a poll that notices any
other write; Postgres: NOTIFY in the same transaction. A listener is told in a thread of its own.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from crm_tui.store.engine import Store
from crm_tui.store.quick import say

CHANNEL = "crm_tui"
EVERYTHING = "*"
"""The topic of a note that says: something changed or was missed, look again at all you show."""
PAYLOAD_BYTES = 7900
"""Postgres takes less than 8000; a longer note says the topic only."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something changed: a topic (`calls`, `clients`, `op.7` ...) and the ids to look at again.

    Without ids: look again at everything of the topic.
    """

    topic: str
    ids: tuple[str, ...] = ()


Callback = Callable[[tuple[Note, ...]], None]
"""Gets merged notes, one per topic, in the listening thread; it must not block for long."""


class Subscription(Protocol):
    """A listening thread; `close` ends it and removes what it left on disk."""

    def close(self) -> None:
        """Ends the listening; safe to call twice."""


def announce_inside(store: Store, connection: Connection, notes: list[Note]) -> None:
    """Postgres: NOTIFY travels with the commit."""
    if store.is_sqlite or not notes:
        return
    for payload in encode(notes, PAYLOAD_BYTES):
        say(connection, "SELECT pg_notify(%s, %s)", (CHANNEL, payload))


def announce_after(store: Store, notes: list[Note]) -> None:
    """SQLite: a datagram to each screen and process that listens beside the file.

    Sent without notes too: the listeners then know that the write is none of their business.
    """
    if store.path is None:
        return
    from crm_tui.store.bus_sqlite import send

    send(store.path, encode(notes, PAYLOAD_BYTES) or [""])


def subscribe(store: Store, topics: Collection[str] | None, callback: Callback) -> Subscription:
    """Starts a thread that hands over the notes of these topics (None: of all) as they come.

    Notes that wait are merged. `EVERYTHING` passes always: after a lost line, an overrun, or a write that
    announced nothing. From the moment this returns no change is missed, so subscribe first, then read.
    """
    wanted = None if topics is None else frozenset({*topics, EVERYTHING})

    def deliver(notes: Iterable[Note]) -> None:
        chosen = merge(note for note in notes if wanted is None or note.topic in wanted)
        if chosen:
            callback(chosen)

    if store.is_sqlite:
        from crm_tui.store.bus_sqlite import SqliteListener

        return SqliteListener(store, deliver)
    from crm_tui.store.bus_postgres import PostgresListener

    return PostgresListener(store, deliver)


def merge(notes: Iterable[Note]) -> tuple[Note, ...]:
    """One note per topic with all its ids, in the order they came; a note without ids swallows the others."""
    found: dict[str, dict[str, None] | None] = {}
    for note in notes:
        known = found.setdefault(note.topic, {})
        if not note.ids:
            found[note.topic] = None
        elif known is not None:
            known.update(dict.fromkeys(note.ids))
    return tuple(Note(topic, tuple(ids or ())) for topic, ids in found.items())


def encode(notes: Iterable[Note], limit: int) -> list[str]:
    """Messages of at most `limit` bytes: a line per topic, its ids after a blank."""
    messages: list[str] = []
    for note in merge(notes):
        line = f"{note.topic} {','.join(note.ids)}".rstrip()
        if len(line.encode()) > limit:
            line = note.topic
        if messages and len(messages[-1].encode()) + len(line.encode()) < limit:
            messages[-1] += f"\n{line}"
        else:
            messages.append(line)
    return messages


def decode(message: str) -> list[Note]:
    """The notes of a message; never raises, whatever came."""
    lines = (line.partition(" ") for line in message.splitlines())
    return [Note(topic, tuple(ids.split(",")) if ids else ()) for topic, _blank, ids in lines if topic]
