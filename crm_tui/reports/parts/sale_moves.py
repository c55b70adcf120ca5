"""Money on invoices: the parts of payments that are laid on them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from crm_tui.domain.money import format_money, half_up
from crm_tui.domain.periods import Period
from crm_tui.i18n import _
from crm_tui.reports.parts.people import EMPLOYEE
from crm_tui.store.quick import connection_of
from crm_tui.store.rows import table_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Allocation, Client, Paper, PaperLine, Payment
from crm_tui.store.tables.reports import NO_SERVICE
from crm_tui.store.talk_sums import Only

ALLOCATION, PAPER, LINE = table_of(Allocation), table_of(Paper), table_of(PaperLine)
PAYMENT, CLIENT = table_of(Payment), table_of(Client)
AT_ONCE = 500
NOBODY = 0
"""Stands for an invoice that is nobody's."""


@dataclass(frozen=True, slots=True)
class SaleMove:
    """A part of a payment that stands on an invoice; `day` is when the money came."""

    allocation_id: int
    day: date
    paid_kop: int
    net_kop: int
    manager_id: int
    manager: str
    client_id: int
    client: str
    invoice_id: int
    invoice: str
    payment_id: int
    payment_kop: int
    payer: str
    document_number: str
    service_id: int = NO_SERVICE
    """Of a part of a movement, where services are told apart."""


@dataclass(frozen=True, slots=True)
class SalesWhere:
    """Whose sales, to whom, of what; None wants all."""

    manager_id: Only | None = None
    client_id: Only | None = None
    service_id: Only | None = None

    def also(self, **only: Only) -> "SalesWhere":
        """The same, and narrower."""
        narrower = {
            name: wanted if (mine := getattr(self, name)) is None else mine.both(wanted)
            for name, wanted in only.items()
        }
        return replace(self, **narrower)

    def wants(self, move: SaleMove) -> bool:
        """Whether a movement (or its part) is meant."""
        return all(
            only is None or (getattr(move, name) in only.values) != only.but
            for name, only in (
                ("manager_id", self.manager_id),
                ("client_id", self.client_id),
                ("service_id", self.service_id),
            )
        )


def payment_words(one: SaleMove) -> str:
    """ "№45: 1 200,00 ТОВ Ромашка": the whole payment, of which this may be a part"""
    number = f"№{one.document_number}: " if one.document_number else ""
    return f"{number}{format_money(one.payment_kop)} {one.payer}".strip()


def moves(unit: Unit, period: Period, where: SalesWhere, *, by_service: bool = False) -> list[SaleMove]:
    """The money of these days; in parts by service where services are told apart."""
    asked = _MOVES.where(PAYMENT.c.day >= period.first, PAYMENT.c.day <= period.last)
    found = [_move(row) for row in connection_of(unit.session).execute(asked)]
    whole = replace(where, service_id=None)
    found = [one for one in found if whole.wants(one)]
    if by_service or where.service_id is not None:
        found = [part for part in _by_service(unit, found) if where.wants(part)]
    return found


_MOVES = (
    select(
        ALLOCATION.c.id,
        ALLOCATION.c.amount_kop,
        PAPER.c.id.label("invoice_id"),
        PAPER.c.number_text,
        PAPER.c.net_kop,
        PAPER.c.total_kop,
        PAPER.c.author_id,
        PAPER.c.client_id,
        EMPLOYEE.c.full_name,
        func.coalesce(func.nullif(CLIENT.c.short_name, ""), CLIENT.c.full_name).label("client"),
        PAYMENT.c.id.label("payment_id"),
        PAYMENT.c.day,
        PAYMENT.c.amount_kop.label("payment_kop"),
        PAYMENT.c.payer,
        PAYMENT.c.document_number,
    )
    .select_from(
        ALLOCATION.join(PAYMENT, PAYMENT.c.id == ALLOCATION.c.payment_id)
        .join(PAPER, PAPER.c.id == ALLOCATION.c.paper_id)
        .join(CLIENT, CLIENT.c.id == PAPER.c.client_id)
        .outerjoin(EMPLOYEE, EMPLOYEE.c.id == PAPER.c.author_id)
    )
    .where(ALLOCATION.c.reversed_at.is_(None))
)


def _move(row: Any) -> SaleMove:
    net = half_up(Decimal(row.amount_kop) * row.net_kop / row.total_kop) if row.total_kop else row.amount_kop
    return SaleMove(
        allocation_id=row.id,
        day=row.day,
        paid_kop=row.amount_kop,
        net_kop=net,
        manager_id=row.author_id or NOBODY,
        manager=row.full_name or _("(nobody)"),
        client_id=row.client_id,
        client=row.client,
        invoice_id=row.invoice_id,
        invoice=row.number_text,
        payment_id=row.payment_id,
        payment_kop=row.payment_kop,
        payer=row.payer,
        document_number=row.document_number,
    )


def _by_service(unit: Unit, found: list[SaleMove]) -> Iterator[SaleMove]:
    """Each sum in parts, as the lines of its invoice stand to each other; the parts are the whole."""
    weights = _weights(unit, {one.invoice_id for one in found})
    for one in found:
        lines = weights.get(one.invoice_id) or {NO_SERVICE: 1}
        paid, net = split(one.paid_kop, lines), split(one.net_kop, lines)
        for service_id in lines:
            yield replace(one, service_id=service_id, paid_kop=paid[service_id], net_kop=net[service_id])


def split(amount: int, weights: dict[int, int]) -> dict[int, int]:
    """The amount in whole parts as the weights stand; what rounding leaves goes to the heaviest."""
    whole = sum(weights.values())
    if not whole:
        weights, whole = dict.fromkeys(weights, 1), len(weights)
    parts = {key: amount * weight // whole for key, weight in weights.items()}
    heaviest = max(weights, key=lambda key: weights[key])
    parts[heaviest] += amount - sum(parts.values())
    return parts


def _weights(unit: Unit, papers: Iterable[int]) -> dict[int, dict[int, int]]:
    """Of each invoice: what its lines come to, by service."""
    ids, found = sorted(papers), dict[int, dict[int, int]]()
    asked = select(LINE.c.paper_id, LINE.c.service_id, LINE.c.total_kop).order_by(
        LINE.c.paper_id, LINE.c.place
    )
    for begin in range(0, len(ids), AT_ONCE):
        part = asked.where(LINE.c.paper_id.in_(ids[begin : begin + AT_ONCE]))
        for row in connection_of(unit.session).execute(part):
            lines = found.setdefault(row.paper_id, {})
            service_id = row.service_id or NO_SERVICE
            lines[service_id] = lines.get(service_id, 0) + row.total_kop
    return found
