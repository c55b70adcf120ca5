"""Tasks as rows of a list, by the driver itself: the first screen shows them before SQLAlchemy is imported.

The order of the queue is (due_on, id): overdue ones first, the longest first, then today's, then future ones.
Finished tasks stand the other way round, by the moment they were finished.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from crm_tui.store.glance import Glance, Rows, rows_of

if TYPE_CHECKING:
    from crm_tui.store.scope import Unit

OPEN, DONE = "t.done_at IS NULL", "t.done_at IS NOT NULL"
_COLUMNS = (
    *("t.id", "t.title", "t.text", "t.due_on", "t.kind", "t.department", "t.stage"),
    *("t.done_at", "t.version", "t.term_end", "t.accepted_at", "t.service_id"),
    *("t.author_id", "t.assignee_id", "t.giver_id"),
    *("t.client_id", "COALESCE(NULLIF(c.short_name, ''), c.full_name)"),
    *("t.contact_id", "k.full_name"),
)
# The page first, then its names: eight joined tables took Postgres 25 ms to plan, and it joined all first.
# Its length is no parameter: Postgres plans anew each time for one that may be any.
_SELECT_TASKS = (
    f"SELECT {', '.join(_COLUMNS)}"
    " FROM (SELECT t.* FROM task t WHERE {where} ORDER BY {order} LIMIT {limit}) t"
    " LEFT JOIN client c ON c.id = t.client_id LEFT JOIN contact k ON k.id = t.contact_id ORDER BY {order}"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Conditions over `t`, joined by AND, and the values they name."""

    where: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None

    def also(self, *where: str, **values: Any) -> "Asked":
        """The same with more conditions."""
        return Asked(self.where + where, {**(self.values or {}), **values})


@dataclass(frozen=True, slots=True)
class Way:
    """The order of a list: its column (the id comes after it) and whether the newest stand first."""

    column: str
    newest_first: bool = False

    def order(self, *, back: bool = False) -> str:
        how = "DESC" if self.newest_first != back else "ASC"
        return f"t.{self.column} {how}, t.id {how}"

    def beyond(self, *, back: bool = False, inclusive: bool = False) -> str:
        """The rows that come after the place :place_at, :place_id (before it: `back`)."""
        sign = "<" if self.newest_first != back else ">"
        return f"(t.{self.column}, t.id) {sign}{'=' if inclusive else ''} (:place_at, :place_id)"


BY_DAY = Way("due_on")
BY_END = Way("done_at", newest_first=True)


def read_rows(unit: "Unit | Glance", asked: Asked, order: str, limit: int) -> Rows:
    """The tasks asked for, in the columns of _COLUMNS."""
    where = " AND ".join(asked.where) or "1 = 1"
    statement = _SELECT_TASKS.format(where=where, order=order, limit=int(limit))
    return rows_of(unit, statement, **(asked.values or {}))


# Looked up row by row, the few names of a page took longer than the page.
_NAMES = (
    "SELECT 'person', id, '', full_name FROM employee WHERE id {people}"
    " UNION ALL SELECT 'service', id, '', name FROM service WHERE id {services}"
    " UNION ALL SELECT department, 0, code, name FROM task_stage"
)


@dataclass(frozen=True, slots=True)
class PageNames:
    """What the rows of a page have in common is called: people and services by id, stages by their code."""

    people: dict[int, str]
    services: dict[int, str]
    stages: dict[tuple[str, str], str]


def read_names(unit: "Unit | Glance", people: set[int | None], services: set[int | None]) -> PageNames:
    """The names of these people and services (None is nobody), and of all stages."""
    names = PageNames({}, {}, {})
    found: dict[str, Any] = {"person": names.people, "service": names.services}
    ids = {
        "people": [one for one in people if one is not None],
        "services": [one for one in services if one is not None],
    }
    for what, number, code, name in _rows_among(unit, _NAMES, **ids):
        if what in found:
            found[what][number] = name
        else:
            names.stages[what, code] = name
    return names


def read_ids(unit: "Unit | Glance", asked: Asked, order: str, limit: int) -> list[int]:
    """Only their numbers."""
    where = " AND ".join(asked.where) or "1 = 1"
    found = rows_of(
        unit,
        f"SELECT t.id FROM task t WHERE {where} ORDER BY {order} LIMIT :limit",
        **(asked.values or {}),
        limit=limit,
    )
    return [row[0] for row in found]


def count(unit: "Unit | Glance", asked: Asked, most: int) -> int:
    """How many there are, counted up to `most`."""
    where = " AND ".join(asked.where) or "1 = 1"
    inner = f"SELECT 1 FROM task t WHERE {where} LIMIT :most"
    ((found,),) = rows_of(unit, f"SELECT count(*) FROM ({inner}) found", **(asked.values or {}), most=most)
    return int(found)


# The last row of a client or contact wins, so the best one comes last.
# A number by its own lookup: of a small store Postgres would read every phone to join two hundred.
_NUMBER = "(SELECT e164 FROM phone WHERE id = cp.phone_id)"
_OF_CONTACTS = (
    f"SELECT cp.contact_id, {_NUMBER} FROM contact_phone cp"
    " WHERE cp.contact_id {ids} ORDER BY cp.contact_id, cp.id DESC"
)
_OF_CLIENTS = (
    f"SELECT cc.client_id, {_NUMBER} FROM client_contact cc"
    " JOIN contact_phone cp ON cp.contact_id = cc.contact_id"
    " WHERE cc.client_id {ids} ORDER BY cc.client_id, cc.main, cc.id DESC, cp.id DESC"
)


def current_phones(
    unit: "Unit | Glance", pairs: Iterable[tuple[int | None, int | None]]
) -> dict[tuple[int | None, int | None], str]:
    """The number (E.164) by which each (client, contact) is called now: the contact's, else the client's."""
    pairs = set(pairs)
    contacts = _numbers(unit, _OF_CONTACTS, {contact for _client, contact in pairs})
    clients = _numbers(unit, _OF_CLIENTS, {client for client, contact in pairs if contact not in contacts})
    return {(client, contact): contacts.get(contact) or clients.get(client, "") for client, contact in pairs}


def _numbers(unit: "Unit | Glance", statement: str, wanted: set[int | None]) -> dict[int | None, str]:
    ids = sorted(one for one in wanted if one is not None)
    return dict(_rows_among(unit, statement, ids=ids)) if ids else {}


def _rows_among(unit: "Unit | Glance", statement: str, **ids: Sequence[int]) -> Rows:
    """Rows of a statement in which `WHERE x {name}` stands for each list of numbers.

    On Postgres they travel as one value: spelled out they make a new statement each time, which is planned
    anew. A glance asks only once.
    """
    if isinstance(unit, Glance) or unit.is_sqlite:
        return rows_of(unit, statement.format(**{name: f"IN ({ids_in(few)})" for name, few in ids.items()}))
    return rows_of(unit, statement.format(**{name: f"= ANY(:{name})" for name in ids}), **ids)


def as_day(value: date | str) -> date:
    """SQLite has no days, only their texts."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_moment(value: datetime | str | None) -> datetime | None:
    """SQLite keeps moments as texts of UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC) if value is not None else None


def bound(value: date | datetime, *, is_sqlite: bool) -> Any:
    """A day or moment as the driver compares it with its column."""
    if not is_sqlite:
        return value
    return (
        f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value.isoformat()
    )


def ids_in(ids: Sequence[int]) -> str:
    """Whole numbers as they stand between the brackets of IN; none of them finds nothing."""
    return ", ".join(str(int(one)) for one in ids) or "NULL"
