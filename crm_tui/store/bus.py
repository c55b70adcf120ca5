"""The bus tells other processes to look again. It carries ids only; the row is the truth."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from crm_tui.store.engine import Store

CHANNEL = "crm_tui"


@dataclass(frozen=True, slots=True)
class Note:
    """Something changed: a topic (`calls`, `clients`, `op.7` ...) and the ids to look at again."""

    topic: str
    ids: tuple[str, ...] = ()


def announce_inside(store: Store, session: Session, notes: list[Note]) -> None:
    """Postgres: NOTIFY travels with the commit."""
    if store.is_sqlite:
        return
    for note in notes:
        session.execute(
            text("SELECT pg_notify(:c, :p)"), {"c": CHANNEL, "p": f"{note.topic} {','.join(note.ids)}"}
        )


def announce_after(store: Store, notes: list[Note]) -> None:
    """SQLite: a datagram to each screen and process that listens beside the file."""
