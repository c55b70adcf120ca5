"""Talks as rows: one query shape, and who may read whose words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from crm_tui.domain.kinds import Direction, TalkKind, WorkKind
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.store import audit
from crm_tui.store.quick import Quick
from crm_tui.store.scope import Unit
from crm_tui.usecases.parts.core import CLIENT, CONTACT, EMPLOYEE, SERVICE, TALK, client_name, named
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A saved talk in a list. `hidden`: another's talk and no right to read it, so its words are empty.

    `needs_service` marks a support talk that still has none. `work`: it was work without a call, and its time
    was entered by hand.
    """

    id: int
    kind: TalkKind
    direction: Direction
    client: Named | None
    contact: Named | None
    service: Named | None
    author: Named
    started_at: datetime
    talk_ms: int
    result: str
    text: str
    hidden: bool
    call_id: int | None
    version: int
    work: WorkKind | None

    @property
    def needs_service(self) -> bool:
        return self.service is None


# The author is always there; joined as one who may be missing he is looked up last: SQLite with statistics
# would begin with the few people and sort all their talks.
SELECT_TALKS = select(
    *(TALK.c[name] for name in ("id", "kind", "direction", "state", "client_id", "contact_id", "service_id")),
    *(TALK.c[name] for name in ("call_id", "author_id", "started_at", "talk_ms", "result", "text")),
    *(TALK.c[name] for name in ("updated_at", "version", "work", "next_call_on", "task_id")),
    client_name().label("client_name"),
    CONTACT.c.full_name.label("contact_name"),
    SERVICE.c.name.label("service_name"),
    EMPLOYEE.c.full_name.label("author_name"),
).select_from(
    TALK.outerjoin(EMPLOYEE, EMPLOYEE.c.id == TALK.c.author_id)
    .outerjoin(CLIENT, CLIENT.c.id == TALK.c.client_id)
    .outerjoin(CONTACT, CONTACT.c.id == TALK.c.contact_id)
    .outerjoin(SERVICE, SERVICE.c.id == TALK.c.service_id)
)


class TalkNames(NamedTuple):
    """What a talk points at, by name; None: nothing, or there is no such record."""

    client_name: str | None
    contact_name: str | None
    service_name: str | None
    author_name: str


_NAMES = """SELECT
    (SELECT coalesce(nullif(short_name, ''), full_name) FROM client WHERE id = :client_id),
    (SELECT full_name FROM contact WHERE id = :contact_id),
    (SELECT name FROM service WHERE id = :service_id),
    (SELECT full_name FROM employee WHERE id = :author_id)"""


def talk_names(
    unit: Unit, *, client_id: int | None, contact_id: int | None, service_id: int | None, author_id: int
) -> TalkNames:
    """The names of these records, by one statement."""
    asked = {"client_id": client_id, "contact_id": contact_id, "service_id": service_id}
    (found,) = Quick(unit.session).rows(_NAMES, **asked, author_id=author_id)
    return TalkNames(*found)


EXCERPT = 160
"""Letters of a talk that a card or a pop-up shows; opening the talk itself is what the log calls reading."""


def talk_row(unit: Unit, row: Row[Any], names: TalkNames | None = None, *, excerpt: bool = False) -> TalkRow:
    """A talk as the actor may see it: another's words only with the right to read them.

    `row` is one of SELECT_TALKS, or the columns of a talk just written with its `names`.
    """
    said: Any = names or row
    hidden = row.author_id != unit.actor.id and not allowed(unit.actor, Permission.TALKS_TALK_READ_OTHERS)
    return TalkRow(
        id=row.id,
        kind=row.kind,
        direction=row.direction,
        client=named(row.client_id, said.client_name),
        contact=named(row.contact_id, said.contact_name),
        service=named(row.service_id, said.service_name),
        author=Named(row.author_id, said.author_name),
        started_at=row.started_at,
        talk_ms=row.talk_ms,
        result="" if hidden else row.result,
        text="" if hidden else row.text[:EXCERPT] if excerpt else row.text,
        hidden=hidden,
        call_id=row.call_id,
        version=row.version,
        work=row.work,
    )


def log_read_talks(unit: Unit, rows: Iterable[TalkRow], table_name: str, row_id: object) -> None:
    """One entry in the log for all the talks of other people whose words were shown (S19)."""
    others = [row.id for row in rows if not row.hidden and row.author.id != unit.actor.id]
    if others:
        unit.entries.append(audit.Entry("read", table_name, str(row_id), {"talks": (None, others)}))
