"""Statistics of КЕП sets, their funnel, and the ground for wages (S58, S60, S61)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import short_kind
from crm_tui.domain.kyiv import today
from crm_tui.domain.periods import Period, Span, cut, end_of, label, start_of
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.sort_key import sort_key
from crm_tui.i18n import N_, _
from crm_tui.reports.parts.axes import AXES, Axis
from crm_tui.reports.parts.filters import read_filter
from crm_tui.reports.parts.kep_sums import KIND, SET, Fact, KepBehind, KepCounted, KepWhere, counts, listed
from crm_tui.reports.parts.people import below, people, services
from crm_tui.reports.parts.shapes import Column, InTime, Line, Report, ValueKind
from crm_tui.store.gate import requires
from crm_tui.store.scope import Unit
from crm_tui.store.talk_sums import Only

TITLE, FUNNEL, WAGES = N_("КЕП sets"), N_("Funnel of КЕП sets"), N_("Paid КЕП sets: who sold and made them")
SPANS = {Axis.DAY: Span.DAY, Axis.WEEK: Span.WEEK, Axis.MONTH: Span.MONTH, Axis.QUARTER: Span.QUARTER}
BY = (Axis.MANAGER, Axis.SERVICE, *SPANS)
COUNTED = (Fact.ISSUED, Fact.PAID, Fact.ORDERED, Fact.GENERATED, Fact.CLOSED)
FACTS = {
    Fact.ISSUED: N_("Issued"),
    Fact.PAID: N_("Paid"),
    Fact.ORDERED: N_("Ordered"),
    Fact.GENERATED: N_("Generated"),
    Fact.DOCUMENTS: N_("With documents"),
    Fact.CLOSED: N_("Closed"),
}
Cells = dict[Fact, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class KepPage:
    """A page of the sets behind a figure, the newest first; `older` asks for the next one."""

    rows: tuple[KepCounted, ...]
    older: int | None


@requires(Permission.REPORTS_KEP_READ)
def kep(unit: Unit, *, period: Period, by: Axis = Axis.MANAGER, only: str = "") -> Report:
    """How many sets were issued, paid, ordered, generated, closed in a period, each by its own day.

    Without the right to others' figures only what one sold, ordered or generated.
    """
    if by not in BY:
        raise Refused(_("КЕП sets are not laid out by: {axis}").format(axis=_(AXES[by])))
    where = _where(unit, only)
    found: dict[Any, Cells] = {}
    for fact in COUNTED:
        for key, cell in counts(unit, KepBehind(period, fact, where), _key(by, fact)).items():
            place = max(start_of(key, SPANS[by]), period.first) if by in SPANS else key
            sets, kop = found.setdefault(place, {}).get(fact, (0, 0))
            found[place][fact] = (sets + cell[0], kop + cell[1])
    lines = [
        _line(words, found.get(key, {}), *_narrowed(period, where, by, key))
        for key, words in _places(unit, by, period, found)
    ]
    total = {
        fact: (
            sum(cells.get(fact, (0, 0))[0] for cells in found.values()),
            sum(cells.get(fact, (0, 0))[1] for cells in found.values()),
        )
        for fact in COUNTED
    }
    columns = (
        Column(by.value, _(AXES[by]), ValueKind.TEXT),
        *(Column(fact.value, _(FACTS[fact]), charted=True) for fact in COUNTED),
        Column("paid_kop", _("Sum of paid"), ValueKind.MONEY),
    )
    about = (_("КЕП sets by: {axis}").format(axis=_(AXES[by])), *_said(only))
    in_time = InTime.LINES if by in SPANS else InTime.NOTHING
    made = _line(_("Total"), total, period, where)
    return Report("kep", _(TITLE), period, about, columns, tuple(lines), made, in_time)


@requires(Permission.REPORTS_KEP_READ)
def kep_funnel(unit: Unit, *, period: Period, only: str = "") -> Report:
    """What became, until now, of the sets that were issued in a period."""
    where = _where(unit, only)
    lines: list[Line] = []
    first = before = 0
    for fact in Fact:
        behind = KepBehind(period, fact, where, cohort=True)
        sets, kop = counts(unit, behind, None)[None]
        first = first or sets
        values = (_(FACTS[fact]), sets, kop, _part(sets, first), _part(sets, before or sets))
        lines.append(Line(values, (None, *[behind] * 4)))
        before = sets
    columns = (
        Column("stage", _("How far they came"), ValueKind.TEXT),
        Column("sets", _("Sets"), charted=True),
        Column("total_kop", _("Sum"), ValueKind.MONEY),
        Column("of_issued", _("Of issued"), ValueKind.SHARE),
        Column("of_former", _("Of the former stage"), ValueKind.SHARE),
    )
    about = (_("issued in this period, as they are now"), *_said(only))
    return Report("kep-funnel", _(FUNNEL), period, about, columns, tuple(lines), funnel=True)


@requires(Permission.REPORTS_KEP_READ)
def kep_wages(unit: Unit, *, period: Period, only: str = "") -> Report:
    """Every set that was paid in a period, the oldest first: who sold, ordered, generated it; its sums."""
    where = _where(unit, only)
    paid = listed(unit, KepBehind(period, Fact.PAID, where), oldest_first=True)
    found = [replace(one, kind=short_kind(one.kind)) for one in paid]
    columns = (
        Column("paid_on", _("Paid"), ValueKind.DATE),
        Column("ref", _("Set"), ValueKind.TEXT),
        Column("client", _("Client"), ValueKind.TEXT),
        Column("kind", _("Kind"), ValueKind.TEXT),
        Column("manager", _("Sold by"), ValueKind.TEXT),
        Column("ordered_by", _("Ordered by"), ValueKind.TEXT),
        Column("generated_by", _("Generated by"), ValueKind.TEXT),
        Column("invoice", _("Invoice"), ValueKind.TEXT),
        Column("own_kop", _("Our work"), ValueKind.MONEY),
        Column("ca_kop", _("Of the CA"), ValueKind.MONEY),
        Column("total_kop", _("Sum"), ValueKind.MONEY),
    )
    lines = tuple(
        Line(
            tuple(getattr(one, column.name) for column in columns),
            _opened(KepBehind(period, Fact.PAID, replace(where, set_id=one.id)), columns),
        )
        for one in found
    )
    sums = (sum(getattr(one, name) for one in found) for name in ("own_kop", "ca_kop", "total_kop"))
    total = Line((None, _("Total"), *[""] * 6, *sums), _opened(KepBehind(period, Fact.PAID, where), columns))
    about = (_("sets: {n}").format(n=len(found)), *_said(only))
    return Report("kep-wages", _(WAGES), period, about, columns, lines, total)


@requires(Permission.REPORTS_KEP_READ)
def kep_rows(unit: Unit, *, behind: KepBehind, older: int | None = None, limit: int = 100) -> KepPage:
    """The sets behind a figure, the newest first."""
    where = behind.where
    if not allowed(unit.actor, Permission.REPORTS_KEP_READ_OTHERS):
        where = replace(where, of=_me(unit))
    begin, limit = older or 0, min(limit, 200)
    wanted = KepBehind(behind.period, behind.fact, where, behind.cohort)
    found = listed(unit, wanted, offset=begin, limit=limit + 1)
    return KepPage(tuple(found[:limit]), begin + limit if len(found) > limit else None)


def _opened(behind: KepBehind, columns: Sequence[Column]) -> tuple[KepBehind | None, ...]:
    """Whatever column of a set is picked, it is the set that opens."""
    return (None, *[behind] * (len(columns) - 1))


def _line(words: str, cells: Cells, period: Period, where: KepWhere) -> Line:
    figures = [cells.get(fact, (0, 0))[0] for fact in COUNTED]
    behind = [KepBehind(period, fact, where) for fact in COUNTED]
    paid = cells.get(Fact.PAID, (0, 0))[1]
    return Line((words, *figures, paid), (None, *behind, KepBehind(period, Fact.PAID, where)))


def _key(by: Axis, fact: Fact) -> ColumnElement[Any]:
    if by in SPANS:
        return fact.day
    return SET.c.manager_id if by is Axis.MANAGER else KIND.c.service_id


def _places(unit: Unit, by: Axis, period: Period, found: dict[Any, Cells]) -> Iterator[tuple[Any, str]]:
    """The lines in order with their names: time as it goes, others by what was issued."""
    if by in SPANS:
        last = max([min(period.last, today(unit.now)), *found])
        for part in cut(period, SPANS[by]):
            if part.first <= last:
                yield part.first, label(part, SPANS[by])
        return
    known = people(unit) if by is Axis.MANAGER else services(unit)
    nobody = _("(nobody)") if by is Axis.MANAGER else _("(no service)")
    named = [(key, known[key].name if key in known else nobody, cells) for key, cells in found.items()]
    for key, words, _cells in sorted(named, key=lambda one: (*_weight(one[2]), sort_key(one[1]))):
        yield key, words


def _weight(cells: Cells) -> Sequence[int]:
    return [-cells.get(fact, (0, 0))[0] for fact in COUNTED]


def _narrowed(period: Period, where: KepWhere, by: Axis, key: Any) -> tuple[Period, KepWhere]:
    if by in SPANS and isinstance(key, date):
        return Period(key, min(end_of(key, SPANS[by]), period.last)), where
    name = "manager_id" if by is Axis.MANAGER else "service_id"
    return period, where.also(**{name: Only(frozenset({key}))})


def _where(unit: Unit, only: str) -> KepWhere:
    logins = {one.code: one.id for one in people(unit).values()}
    known = services(unit)
    codes = {one.code.casefold(): one.id for one in known.values()}

    def person(typed: str) -> set[int] | None:
        return {logins[typed]} if typed in logins else None

    def service(typed: str) -> set[int] | None:
        top = codes.get(typed.casefold())
        return None if top is None else below(known.values(), {top})

    found = read_filter(only, {"manager": person, "ordered": person, "generated": person, "service": service})
    everybody = allowed(unit.actor, Permission.REPORTS_KEP_READ_OTHERS)
    return KepWhere(
        manager_id=found.get("manager"),
        ordered_by_id=found.get("ordered"),
        generated_by_id=found.get("generated"),
        service_id=found.get("service"),
        of=None if everybody else _me(unit),
    )


def _me(unit: Unit) -> int:
    return unit.actor.id or 0


def _part(sets: int, whole: int) -> float:
    return sets / whole if whole else 0.0


def _said(only: str) -> tuple[str, ...]:
    return (only,) if only.strip() else ()
