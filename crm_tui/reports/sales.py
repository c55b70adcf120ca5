"""Money that came for sales, by manager, client, service or time: what wages are reckoned from (S33).

What counts is money that stands on an invoice, on the day on which it came, for whom the invoice is: the
report is what is true now. What is taken off an invoice later is gone from its month; closed months are for
the payroll.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import today
from crm_tui.domain.periods import Period, Span, cut, end_of, label, start_of
from crm_tui.domain.permissions import Permission
from crm_tui.domain.sort_key import sort_key
from crm_tui.i18n import N_, _
from crm_tui.reports.parts.axes import AXES, Axis
from crm_tui.reports.parts.filters import read_filter
from crm_tui.reports.parts.people import below, own_or_all, people, services
from crm_tui.reports.parts.sale_moves import SaleMove, SalesWhere, moves, payment_words
from crm_tui.reports.parts.shapes import Column, InTime, Line, Report, ValueKind
from crm_tui.store.gate import requires
from crm_tui.store.scope import Unit
from crm_tui.store.tables.reports import NO_SERVICE
from crm_tui.store.talk_sums import Only

TITLE = N_("Paid sales")
SPANS = {Axis.DAY: Span.DAY, Axis.WEEK: Span.WEEK, Axis.MONTH: Span.MONTH, Axis.QUARTER: Span.QUARTER}
BY = (Axis.MANAGER, Axis.CLIENT, Axis.SERVICE, *SPANS)


@dataclass(frozen=True, slots=True)
class SalesBehind:
    """The payments that a cell counts."""

    period: Period
    where: SalesWhere


@dataclass(frozen=True, slots=True)
class SaleMoves:
    """A page of them, the newest first; `older` asks for the next one (None: there is no more)."""

    rows: tuple[SaleMove, ...]
    older: int | None


@requires(Permission.REPORTS_SALES_READ)
def sales(unit: Unit, *, period: Period, by: Axis = Axis.MANAGER, only: str = "") -> Report:
    """Paid sums along one axis; without the right to others' figures only one's own sales.

    Refused for a filter that cannot be understood.
    """
    if by not in BY:
        raise Refused(_("Sales are not laid out by: {axis}").format(axis=_(AXES[by])))
    where = _where(unit, only)
    found = moves(unit, period, where, by_service=by is Axis.SERVICE)
    groups: dict[object, list[SaleMove]] = {}
    for one in found:
        groups.setdefault(_key(one, by, period), []).append(one)
    places = _places(unit, by, period, groups)
    whole = sum(one.paid_kop for one in found)
    lines = [
        _line(words, groups.get(key, []), whole, SalesBehind(*_narrowed(period, where, by, key)))
        for key, words in places
    ]
    columns = (
        Column(by.value, _(AXES[by]), ValueKind.TEXT),
        Column("invoices", _("Invoices")),
        Column("paid_kop", _("Paid"), ValueKind.MONEY, charted=True),
        Column("net_kop", _("Without VAT"), ValueKind.MONEY),
        Column("share", _("Share"), ValueKind.SHARE),
    )
    total = _line(_("Total"), found, whole, SalesBehind(period, where))
    about = (_("Paid by: {axis}").format(axis=_(AXES[by])), *((only,) if only.strip() else ()))
    in_time = InTime.LINES if by in SPANS else InTime.NOTHING
    return Report("sales", _(TITLE), period, about, columns, tuple(lines), total, in_time)


@requires(Permission.REPORTS_SALES_READ)
def sales_explained(unit: Unit, *, period: Period, only: str = "") -> Report:
    """Every payment behind the sums, the oldest first: whose, of whom, for which invoice, how much."""
    found = sorted(moves(unit, period, _where(unit, only)), key=lambda one: (one.day, one.allocation_id))
    columns = (
        Column("day", _("Day"), ValueKind.DATE),
        Column("manager", _("Manager"), ValueKind.TEXT),
        Column("client", _("Client"), ValueKind.TEXT),
        Column("invoice", _("Invoice"), ValueKind.TEXT),
        Column("payment", _("Payment"), ValueKind.TEXT),
        Column("paid_kop", _("Paid"), ValueKind.MONEY),
        Column("net_kop", _("Without VAT"), ValueKind.MONEY),
    )
    lines = tuple(
        Line((one.day, one.manager, one.client, one.invoice, payment_words(one), one.paid_kop, one.net_kop))
        for one in found
    )
    sums = (sum(one.paid_kop for one in found), sum(one.net_kop for one in found))
    about = (_("every payment"), *((only,) if only.strip() else ()))
    total = Line((None, _("Total"), "", "", "", *sums))
    return Report("sales", _(TITLE), period, about, columns, lines, total)


@requires(Permission.REPORTS_SALES_READ)
def sales_rows(unit: Unit, *, behind: SalesBehind, older: int | None = None, limit: int = 100) -> SaleMoves:
    """The payments behind a cell, the newest first."""
    wanted = own_or_all(unit, Permission.REPORTS_SALES_READ_OTHERS, behind.where.manager_id)
    where = behind.where if wanted is None else behind.where.also(manager_id=wanted)
    found = sorted(
        moves(unit, behind.period, where), key=lambda one: (one.day, one.allocation_id), reverse=True
    )
    begin, limit = older or 0, min(limit, 200)
    end = begin + limit
    return SaleMoves(tuple(found[begin:end]), end if len(found) > end else None)


def _line(words: str, found: Sequence[SaleMove], whole: int, behind: SalesBehind) -> Line:
    paid = sum(one.paid_kop for one in found)
    net = sum(one.net_kop for one in found)
    invoices = len({one.invoice_id for one in found})
    return Line((words, invoices, paid, net, paid / whole if whole else 0.0), (None, *[behind] * 4))


def _key(one: SaleMove, by: Axis, period: Period) -> object:
    if by in SPANS:
        return max(start_of(one.day, SPANS[by]), period.first)
    return {Axis.MANAGER: one.manager_id, Axis.CLIENT: one.client_id}.get(by, one.service_id)


def _places(
    unit: Unit, by: Axis, period: Period, groups: dict[object, list[SaleMove]]
) -> list[tuple[object, str]]:
    """The lines in their order with their names: time as it goes, others by what was paid."""
    if by in SPANS:
        last = max(
            [min(period.last, today(unit.now)), *(one.day for group in groups.values() for one in group)]
        )
        return [(part.first, label(part, SPANS[by])) for part in cut(period, SPANS[by]) if part.first <= last]
    known = services(unit) if by is Axis.SERVICE else {}

    def named(key: object, group: list[SaleMove]) -> str:
        if by is Axis.MANAGER:
            return group[0].manager
        if by is Axis.CLIENT:
            return group[0].client
        return known[key].name if isinstance(key, int) and key in known else _("(no service)")

    found = [(key, named(key, group), sum(one.paid_kop for one in group)) for key, group in groups.items()]
    return [(key, words) for key, words, paid in sorted(found, key=lambda one: (-one[2], sort_key(one[1])))]


def _narrowed(period: Period, where: SalesWhere, by: Axis, key: object) -> tuple[Period, SalesWhere]:
    if by in SPANS and isinstance(key, date):
        return Period(key, min(end_of(key, SPANS[by]), period.last)), where
    name = {Axis.MANAGER: "manager_id", Axis.CLIENT: "client_id"}.get(by, "service_id")
    return period, where.also(**{name: Only(frozenset({key}))})


def _where(unit: Unit, only: str) -> SalesWhere:
    logins = {one.code: one.id for one in people(unit).values()}
    known = services(unit)
    codes = {one.code.casefold(): one.id for one in known.values()}

    def service(typed: str) -> set[int] | None:
        if typed == "-":
            return {NO_SERVICE}
        top = codes.get(typed.casefold())
        return None if top is None else below(known.values(), {top})

    found = read_filter(
        only,
        {"manager": lambda typed: {logins[typed]} if typed in logins else None, "service": service},
    )
    where = SalesWhere(manager_id=found.get("manager"), service_id=found.get("service"))
    wanted = own_or_all(unit, Permission.REPORTS_SALES_READ_OTHERS, where.manager_id)
    return where if wanted is None else where.also(manager_id=wanted)
