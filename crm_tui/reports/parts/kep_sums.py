"""Sets of certificates as reports count them: by the day of a fact, or by what became of those issued."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, true

from crm_tui.domain.kep_sets import kep_ref
from crm_tui.domain.periods import Period
from crm_tui.store.quick import connection_of
from crm_tui.store.rows import table_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Employee, KepSet, KepSetKind, Paper
from crm_tui.store.talk_sums import Only

SET, KIND, CLIENT = table_of(KepSet), table_of(KepSetKind), table_of(Client)
_PERSON, _INVOICE = table_of(Employee), table_of(Paper).alias("invoice")
_MANAGER, _ORDERED, _GENERATED = (_PERSON.alias(name) for name in ("manager", "ordered", "generated"))
_CLIENT_NAME = func.coalesce(func.nullif(CLIENT.c.short_name, ""), CLIENT.c.full_name)


class Fact(StrEnum):
    """What is counted of a set, in the order of its life."""

    ISSUED = "issued"
    PAID = "paid"
    ORDERED = "ordered"
    GENERATED = "generated"
    DOCUMENTS = "documents"
    CLOSED = "closed"

    @property
    def day(self) -> ColumnElement[Any]:
        """The column of its day."""
        return SET.c[f"{self.value}_on"]


@dataclass(frozen=True, slots=True)
class KepWhere:
    """Which sets: whose sale, who ordered, who generated, of which services; None wants all.

    `set_id` wants one alone; `of` is the person who may see only those that he sold, ordered or generated.
    """

    manager_id: Only | None = None
    ordered_by_id: Only | None = None
    generated_by_id: Only | None = None
    service_id: Only | None = None
    set_id: int | None = None
    of: int | None = None

    def also(self, **only: Only) -> "KepWhere":
        """The same, and narrower."""
        narrower: dict[str, Any] = {
            name: one if (mine := getattr(self, name)) is None else mine.both(one)
            for name, one in only.items()
        }
        return replace(self, **narrower)

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Over the sets and their kinds; a cancelled set counts nowhere."""
        yield SET.c.cancelled_on.is_(None)
        for name in ("manager_id", "ordered_by_id", "generated_by_id"):
            if (only := getattr(self, name)) is not None:
                yield _among(SET.c[name], only)
        if self.service_id is not None:
            yield _among(KIND.c.service_id, self.service_id)
        if self.set_id is not None:
            yield SET.c.id == self.set_id
        if self.of is not None:
            yield or_(
                *(SET.c[name] == self.of for name in ("manager_id", "ordered_by_id", "generated_by_id"))
            )


@dataclass(frozen=True, slots=True)
class KepBehind:
    """The sets that a figure counts: whose fact fell into the period; `cohort`: issued in it and had it."""

    period: Period
    fact: Fact
    where: KepWhere
    cohort: bool = False

    def condition(self) -> ColumnElement[bool]:
        """As SQL."""
        day = Fact.ISSUED.day if self.cohort else self.fact.day
        had = self.fact.day.is_not(None) if self.cohort else true()
        return and_(day.between(self.period.first, self.period.last), had, *self.where.conditions())


@dataclass(frozen=True, slots=True)
class KepCounted:
    """A set behind a figure, with the people who earn by it."""

    id: int
    ref: str
    client_id: int
    client: str
    kind: str
    issued_on: date
    paid_on: date | None
    generated_on: date | None
    manager: str
    ordered_by: str
    generated_by: str
    invoice: str
    own_kop: int
    ca_kop: int
    total_kop: int


def counts(unit: Unit, behind: KepBehind, key: ColumnElement[Any] | None) -> dict[Any, tuple[int, int]]:
    """(sets, their sum in kopiykas) by the key; all of them under None without one."""
    shown = literal(None) if key is None else key
    statement = (
        select(shown.label("key"), func.count().label("sets"), func.sum(SET.c.total_kop).label("kop"))
        .select_from(_joined())
        .where(behind.condition())
    )
    if key is not None:
        statement = statement.group_by(key)
    return {row.key: (int(row.sets), int(row.kop or 0)) for row in _fetch(unit, statement)}


def listed(
    unit: Unit, behind: KepBehind, *, oldest_first: bool = False, offset: int = 0, limit: int | None = None
) -> list[KepCounted]:
    """The sets themselves, by the day of the fact."""
    people = (_MANAGER, _ORDERED, _GENERATED)
    source = _joined().join(CLIENT, CLIENT.c.id == SET.c.client_id)
    for person, column in zip(people, ("manager_id", "ordered_by_id", "generated_by_id"), strict=True):
        source = source.outerjoin(person, person.c.id == SET.c[column])
    source = source.outerjoin(_INVOICE, _INVOICE.c.id == SET.c.invoice_id)
    plain = (
        "id",
        "client_id",
        "kind_name",
        "issued_on",
        "paid_on",
        "generated_on",
        "own_kop",
        "ca_kop",
        "total_kop",
    )
    statement = (
        select(
            *(SET.c[name] for name in plain),
            _CLIENT_NAME.label("client"),
            *(func.coalesce(one.c.full_name, "").label(one.name) for one in people),
            func.coalesce(_INVOICE.c.number_text, "").label("invoice"),
        )
        .select_from(source)
        .where(behind.condition())
    )
    order = (behind.fact.day, SET.c.id)
    statement = statement.order_by(*(order if oldest_first else (one.desc() for one in order)))
    if limit is not None:
        statement = statement.limit(limit).offset(offset)
    return [_counted(row) for row in _fetch(unit, statement)]


def _counted(row: Row[Any]) -> KepCounted:
    return KepCounted(
        id=row.id,
        ref=kep_ref(row.id),
        client_id=row.client_id,
        client=row.client,
        kind=row.kind_name,
        issued_on=row.issued_on,
        paid_on=row.paid_on,
        generated_on=row.generated_on,
        manager=row.manager,
        ordered_by=row.ordered,
        generated_by=row.generated,
        invoice=row.invoice,
        own_kop=row.own_kop,
        ca_kop=row.ca_kop,
        total_kop=row.total_kop,
    )


def _among(column: ColumnElement[Any], only: Only) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(sorted(one for one in only.values if one is not None))
    if None in only.values:
        found = or_(found, column.is_(None))
    if not only.but:
        return found
    # A set of nobody's is not one of those who are left out.
    return ~found if None in only.values else or_(~found, column.is_(None))


def _joined() -> Any:
    # Outer, though each has a kind: the sets are to be read first (see `talk_rows`).
    return SET.outerjoin(KIND, KIND.c.id == SET.c.kind_id)


def _fetch(unit: Unit, statement: Select[Any]) -> list[Row[Any]]:
    return list(connection_of(unit.session).execute(statement))
