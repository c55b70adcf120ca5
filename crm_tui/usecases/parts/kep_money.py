"""A set is paid when its invoice is: its day of payment follows the money that lies there."""

from sqlmodel import col, select

from crm_tui.domain.kep_sets import KepDuty
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import PaperKind
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepSet, Paper
from crm_tui.usecases.parts.kep_hands import put_facts, tell_set
from crm_tui.usecases.parts.kep_tasks import close_duties


def sets_of_invoice(unit: Unit, paper_id: int | None) -> list[KepSet]:
    """The standing sets of an invoice, locked."""
    statement = (
        select(KepSet)
        .where(col(KepSet.invoice_id) == paper_id, col(KepSet.cancelled_on).is_(None))
        .order_by(col(KepSet.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(unit.session.exec(statement).all())


def settle_sets(unit: Unit, paper: Paper) -> None:
    """Brings the sets of an invoice in step with it; what an accountant marked as paid elsewhere stays."""
    if paper.kind is not PaperKind.INVOICE:
        return
    paid_on = paper.paid_on if paper.state is PaperState.PAID else None
    for found in sets_of_invoice(unit, paper.id):
        if found.paid_by_hand or found.paid_on == paid_on:
            continue
        put_facts(unit, found, paid_on=paid_on)
        if paid_on is not None:
            close_duties(unit, found, KepDuty.PAYMENT)
        tell_set(unit, found)


def follow_version(unit: Unit, before: Paper, after: Paper) -> None:
    """The sets of a replaced invoice are those of its new version."""
    for found in sets_of_invoice(unit, before.id):
        unit.change(found, invoice_id=after.id)


def release_sets(unit: Unit, draft: Paper) -> None:
    """The sets of a draft that is thrown away have no invoice again."""
    for found in sets_of_invoice(unit, draft.id):
        release_set(unit, found)


def release_set(unit: Unit, found: KepSet) -> None:
    """The set has no invoice, so it is not paid by one; what an accountant marked as paid elsewhere stays."""
    unit.change(found, invoice_id=None)
    if found.paid_on is not None and not found.paid_by_hand:
        put_facts(unit, found, paid_on=None)
    tell_set(unit, found)
