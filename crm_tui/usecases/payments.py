"""Payments: entered by an accountant, laid on invoices, reversed; nothing that is posted is edited."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as select_columns

from crm_tui.domain.errors import Refused
from crm_tui.domain.iban import read_iban
from crm_tui.domain.kinds import PaymentSource
from crm_tui.domain.kyiv import today
from crm_tui.domain.money import format_money
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Allocation, Client, OwnEntity, Paper, Payment
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, client_name, core, fetch, must, named
from crm_tui.usecases.parts.day_pages import Place, page_by_day
from crm_tui.usecases.parts.match_posting import take_back
from crm_tui.usecases.parts.money_moves import free_of, lay, refuse_unfit, said_why, take_off
from crm_tui.usecases.parts.paper_hands import tell
from crm_tui.usecases.parts.paper_rows import OWN, PAPER
from crm_tui.usecases.shapes import Named

_PAYMENT, _ALLOCATION = core(Payment), core(Allocation)


@dataclass(frozen=True, slots=True)
class PaymentFields:
    """A payment as a form holds it."""

    own_entity_id: int
    day: date
    amount_kop: int
    client_id: int | None = None
    payer: str = ""
    payer_code: str = ""
    payer_iban: str = ""
    document_number: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment; `free_kop` lies on no invoice yet. A reversed one has none."""

    id: int
    day: date
    amount_kop: int
    free_kop: int
    own_entity: Named | None
    """None: the CA has it."""
    client: Named | None
    payer: str
    payer_code: str
    document_number: str
    purpose: str
    source: PaymentSource
    reversed_at: datetime | None
    reason: str
    returned_kop: int
    advance_at: datetime | None
    credited_on: date | None
    used_kop: int | None
    cert_until: date | None


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """A part of a payment on an invoice; one with `reversed_at` no longer counts."""

    id: int
    payment_id: int
    payment_day: date
    paper: Named
    paper_day: date
    amount_kop: int
    author: Named | None
    created_at: datetime
    reversed_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """Payments, the newest first, and the places where the next pages begin."""

    rows: tuple[PaymentRow, ...]
    older: Place | None
    newer: Place | None = None


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """A payment with all that was ever laid from it."""

    row: PaymentRow
    allocations: tuple[AllocationRow, ...]


@requires(Permission.PAYMENTS_PAYMENT_READ)
def list_payments(
    unit: Unit,
    *,
    client_id: int | None = None,
    free: bool = False,
    since: date | None = None,
    until: date | None = None,
    older: Place | None = None,
    newer: Place | None = None,
    limit: int = 100,
) -> PaymentPage:
    """A page of payments by their day, the newest first; `free`: only those not wholly laid on invoices."""
    statement = _SELECT
    if client_id is not None:
        statement = statement.where(_PAYMENT.c.client_id == client_id)
    if free:
        statement = statement.where(
            _PAYMENT.c.allocated_kop + _PAYMENT.c.returned_kop < _PAYMENT.c.amount_kop,
            _PAYMENT.c.reversed_at.is_(None),
        )
    if since is not None:
        statement = statement.where(_PAYMENT.c.day >= since)
    if until is not None:
        statement = statement.where(_PAYMENT.c.day <= until)
    found, before, after = page_by_day(unit, statement, _PAYMENT, older=older, newer=newer, limit=limit)
    return PaymentPage(tuple(_row(row) for row in found), after, before)


@requires(Permission.PAYMENTS_PAYMENT_READ)
def show_payment(unit: Unit, *, payment_id: int) -> PaymentCard:
    """A payment with its allocations, reversed ones too."""
    return _card(unit, payment_id)


@requires(Permission.PAYMENTS_PAYMENT_READ)
def allocations_of_paper(unit: Unit, *, paper_id: int) -> tuple[AllocationRow, ...]:
    """What was laid on an invoice, reversed parts too."""
    return _allocations(unit, _ALLOCATION.c.paper_id == paper_id)


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def add_payment(unit: Unit, *, fields: PaymentFields) -> PaymentCard:
    """Money that came, typed by an accountant; of a client when it is known whose it is."""
    must(unit.session.get(OwnEntity, fields.own_entity_id), _("own firm"), fields.own_entity_id)
    if fields.client_id is not None:
        must(unit.session.get(Client, fields.client_id), _("client"), fields.client_id)
    if fields.amount_kop <= 0:
        raise Refused(_("A payment is more than 0"))
    if fields.day > today(unit.now):
        raise Refused(_("Money cannot have come on a day that is still to come"))
    row = unit.add(
        Payment(
            own_entity_id=fields.own_entity_id,
            client_id=fields.client_id,
            day=fields.day,
            amount_kop=fields.amount_kop,
            payer=clean(fields.payer).strip(),
            payer_code=clean(fields.payer_code).strip(),
            payer_iban=read_iban(fields.payer_iban),
            document_number=clean(fields.document_number).strip(),
            purpose=clean(fields.purpose).strip(),
            author_id=unit.actor.id,
            created_at=unit.now,
        )
    )
    return _told(unit, row)


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def allocate(
    unit: Unit, *, payment_id: int, paper_id: int, amount_kop: int | None = None, for_another: bool = False
) -> PaymentCard:
    """Lays a payment, or a part of it, on an invoice; without a sum, as much as both allow.

    A payment of nobody becomes the invoice's client's. Refused when it is more than is free or unpaid, for an
    invoice that does not stand, another own firm, and another client unless `for_another`.
    """
    # Always the invoice first: two who lay money at once then never wait for each other.
    paper = must(unit.lock(Paper, paper_id), _("paper"), paper_id)
    payment = must(unit.lock(Payment, payment_id), _("payment"), payment_id)
    refuse_unfit(payment, paper, for_another=for_another)
    free, unpaid = free_of(payment), paper.total_kop - paper.paid_kop
    amount = min(free, unpaid) if amount_kop is None else amount_kop
    if not 0 < amount <= min(free, unpaid):
        said = _("At most {most} can be laid: {free} is free, {unpaid} is not paid yet")
        most, free_words, unpaid_words = (format_money(one) for one in (min(free, unpaid), free, unpaid))
        raise Refused(said.format(most=most, free=free_words, unpaid=unpaid_words))
    if payment.client_id is None:
        unit.change(payment, client_id=paper.client_id)
    lay(unit, payment, paper, amount)
    tell(unit, paper)
    return _told(unit, payment)


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def reverse_allocation(unit: Unit, *, allocation_id: int, reason: str) -> PaymentCard:
    """Takes a part of a payment off an invoice; it stays in the history with its reason."""
    row = must(unit.session.get(Allocation, allocation_id), _("allocation"), allocation_id)
    words = said_why(reason)
    paper = must(unit.lock(Paper, row.paper_id), _("paper"), row.paper_id)
    payment = must(unit.lock(Payment, row.payment_id), _("payment"), row.payment_id)
    unit.session.refresh(row)
    if row.reversed_at is not None:
        raise Refused(_("This was reversed already: {reason}").format(reason=row.reason))
    take_off(unit, row, payment, paper, words)
    tell(unit, paper)
    return _told(unit, payment)


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def reverse_payment(unit: Unit, *, payment_id: int, reason: str) -> PaymentCard:
    """The payment was entered wrongly or went back: it and all that was laid from it no longer count."""
    return _told(unit, take_back(unit, payment_id, said_why(reason)))


_SELECT = select_columns(
    *(
        _PAYMENT.c[name]
        for name in ("id", "day", "amount_kop", "allocated_kop", "own_entity_id", "client_id")
    ),
    *(_PAYMENT.c[name] for name in ("payer", "payer_code", "document_number", "purpose", "source")),
    *(_PAYMENT.c[name] for name in ("reversed_at", "reason", "returned_kop", "advance_at")),
    *(_PAYMENT.c[name] for name in ("credited_on", "used_kop", "cert_until")),
    OWN.c.short_name.label("own_name"),
    client_name().label("client_name"),
).select_from(
    _PAYMENT.outerjoin(OWN, OWN.c.id == _PAYMENT.c.own_entity_id).outerjoin(
        CLIENT, CLIENT.c.id == _PAYMENT.c.client_id
    )
)
_SELECT_ALLOCATIONS = select_columns(
    *(_ALLOCATION.c[name] for name in ("id", "payment_id", "paper_id", "amount_kop", "author_id")),
    *(_ALLOCATION.c[name] for name in ("created_at", "reversed_at", "reason")),
    _PAYMENT.c.day.label("payment_day"),
    PAPER.c.number_text,
    PAPER.c.day.label("paper_day"),
    EMPLOYEE.c.full_name.label("author_name"),
).select_from(
    _ALLOCATION.join(_PAYMENT, _PAYMENT.c.id == _ALLOCATION.c.payment_id)
    .join(PAPER, PAPER.c.id == _ALLOCATION.c.paper_id)
    .outerjoin(EMPLOYEE, EMPLOYEE.c.id == _ALLOCATION.c.author_id)
)


def _row(row: Row[Any]) -> PaymentRow:
    same = {name: getattr(row, name) for name in _SAME}
    return PaymentRow(
        free_kop=0 if row.reversed_at else row.amount_kop - row.allocated_kop - row.returned_kop,
        own_entity=named(row.own_entity_id, row.own_name),
        client=named(row.client_id, row.client_name),
        **same,
    )


_SAME = (
    *("id", "day", "amount_kop", "payer", "payer_code", "document_number", "purpose", "source"),
    *("reversed_at", "reason", "returned_kop", "advance_at", "credited_on", "used_kop", "cert_until"),
)


def _allocations(unit: Unit, which: Any) -> tuple[AllocationRow, ...]:
    found = fetch(unit, _SELECT_ALLOCATIONS.where(which).order_by(_ALLOCATION.c.id))
    return tuple(
        AllocationRow(
            id=row.id,
            payment_id=row.payment_id,
            payment_day=row.payment_day,
            paper=Named(row.paper_id, row.number_text),
            paper_day=row.paper_day,
            amount_kop=row.amount_kop,
            author=named(row.author_id, row.author_name),
            created_at=row.created_at,
            reversed_at=row.reversed_at,
            reason=row.reason,
        )
        for row in found
    )


def _card(unit: Unit, payment_id: int) -> PaymentCard:
    found = next(iter(fetch(unit, _SELECT.where(_PAYMENT.c.id == payment_id))), None)
    row = _row(must(found, _("payment"), payment_id))
    return PaymentCard(row, _allocations(unit, _ALLOCATION.c.payment_id == payment_id))


def _told(unit: Unit, payment: Payment) -> PaymentCard:
    unit.notify("payments", payment.id)
    if payment.client_id is not None:
        unit.notify("clients", payment.client_id)
    return _card(unit, payment.id or 0)
