"""What allocations do to an invoice and to a payment: the paid sum, the state, moving to a new version."""

from sqlmodel import col, func, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Allocation, Paper, Payment
from crm_tui.usecases.parts.kep_money import settle_sets
from crm_tui.usecases.parts.paper_rows import LIVE
from crm_tui.usecases.parts.paper_tasks import bring_task_on


def free_of(payment: Payment) -> int:
    """What of a payment lies on no invoice and did not go back, in kopiykas."""
    return payment.amount_kop - payment.allocated_kop - payment.returned_kop


def refuse_unfit(payment: Payment, paper: Paper, *, for_another: bool) -> None:
    """Refuses a payment that is reversed, a paper that takes no money, another own firm, another client."""
    refuse_reversed(payment)
    if paper.kind is not PaperKind.INVOICE or paper.state not in LIVE:
        raise Refused(_("Money is laid on an issued invoice that stands"))
    if payment.own_entity_id not in {None, paper.own_entity_id}:
        raise Refused(_("The money came to another own firm than the invoice's"))
    if payment.client_id not in {None, paper.client_id} and not for_another:
        raise Refused(_("The payment is another client's than the invoice; say that he pays for another"))


def refuse_reversed(payment: Payment) -> None:
    """Refuses a payment that no longer counts."""
    if payment.reversed_at is not None:
        raise Refused(_("This was reversed already: {reason}").format(reason=payment.reason))


def said_why(reason: str) -> str:
    """The reason in one harmless line; refused when it is empty."""
    words = clean(reason).strip()
    if not words:
        raise Refused(_("Say why"))
    return words


def standing(unit: Unit, *, paper_id: int | None = None, payment_id: int | None = None) -> list[Allocation]:
    """The allocations that stand, of an invoice or of a payment, the oldest first."""
    statement = select(Allocation).where(col(Allocation.reversed_at).is_(None))
    if paper_id is not None:
        statement = statement.where(col(Allocation.paper_id) == paper_id)
    if payment_id is not None:
        statement = statement.where(col(Allocation.payment_id) == payment_id)
    return list(unit.session.exec(statement.order_by(col(Allocation.id))).all())


def lay(unit: Unit, payment: Payment, paper: Paper, amount_kop: int) -> Allocation:
    """Lays a part of a payment on an invoice; both are locked by the caller, who knows that it fits."""
    row = unit.add(
        Allocation(
            payment_id=payment.id or 0,
            paper_id=paper.id or 0,
            amount_kop=amount_kop,
            author_id=unit.actor.id,
            created_at=unit.now,
        )
    )
    count_again(unit, payment, paper)
    return row


def take_off(unit: Unit, allocation: Allocation, payment: Payment, paper: Paper, reason: str) -> None:
    """Reverses an allocation; it stays in the history."""
    unit.change(allocation, reversed_at=unit.now, reversed_by_id=unit.actor.id, reason=reason)
    count_again(unit, payment, paper)


def count_again(unit: Unit, payment: Payment, paper: Paper) -> None:
    """Brings the sums and the invoice's state in step with the allocations that stand."""
    laid = sum(one.amount_kop for one in standing(unit, payment_id=payment.id))
    unit.change(payment, allocated_kop=laid)
    paid = sum(one.amount_kop for one in standing(unit, paper_id=paper.id))
    values: dict[str, object] = {"paid_kop": paid}
    if paper.state is not PaperState.CANCELLED:
        values |= {"state": state_of(paid, paper.total_kop), "paid_on": None}
        if paid == paper.total_kop:
            values["paid_on"] = _last_day(unit, paper)
    unit.change(paper, **values)
    settle_sets(unit, paper)
    if paper.state is PaperState.PAID:
        bring_task_on(unit, paper)


def state_of(paid_kop: int, total_kop: int) -> PaperState:
    """The state of an issued invoice by the money that lies on it."""
    if paid_kop == 0:
        return PaperState.ISSUED
    return PaperState.PAID if paid_kop == total_kop else PaperState.PART_PAID


def move_allocations(unit: Unit, before: Paper, after: Paper) -> None:
    """Money laid on a replaced invoice goes to its new version; what is over is free again."""
    if before.kind is not PaperKind.INVOICE:
        return
    for one in standing(unit, paper_id=before.id):
        payment = unit.lock(Payment, one.payment_id)
        if payment is None:
            continue
        take_off(unit, one, payment, before, _("moved to the new version"))
        if rest := min(one.amount_kop, after.total_kop - after.paid_kop):
            lay(unit, payment, after, rest)


def _last_day(unit: Unit, paper: Paper) -> object:
    statement = (
        select(func.max(Payment.day))
        .join(Allocation, col(Allocation.payment_id) == col(Payment.id))
        .where(col(Allocation.paper_id) == paper.id, col(Allocation.reversed_at).is_(None))
    )
    return unit.session.exec(statement).one()
