"""A contract entered in the register when it is issued, and facts that other acts tell by themselves."""

from sqlmodel import col, select

from crm_tui.domain.contracts import is_contract
from crm_tui.domain.kyiv import today
from crm_tui.domain.papers import PaperKind
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Contract, Paper
from crm_tui.usecases.parts.contract_rows import sets_of_contract
from crm_tui.usecases.parts.kep_hands import tell_set
from crm_tui.usecases.parts.kep_rows import set_documents


def enter_contract(unit: Unit, paper: Paper) -> None:
    """A contract that was just issued stands in the register."""
    if paper.kind is PaperKind.CONTRACT:
        unit.add(Contract(paper_id=paper.id or 0))


def contract_of(unit: Unit, paper_id: int) -> Contract | None:
    """The register's row of a paper, locked."""
    asked = select(Contract).where(col(Contract.paper_id) == paper_id).with_for_update()
    return unit.session.exec(asked).first()


def first_time(unit: Unit, paper_id: int, column: str) -> None:
    """Another act tells a fact of a contract; the day of the first time stands. Nothing for other papers."""
    found = contract_of(unit, paper_id)
    if found is not None and getattr(found, column) is None:
        unit.change(found, **{column: today(unit.now)})
        unit.notify("contracts", paper_id)


def tick_contract(unit: Unit, contract: Contract) -> None:
    """The contract of the checklists of its sets came with it, where nobody has ticked it yet."""
    for one in sets_of_contract(unit, contract.paper_id):
        for document in set_documents(unit, one.id or 0):
            if is_contract(document.name) and document.received_on is None:
                unit.change(
                    document, received_on=contract.returned_on, received_by_id=contract.returned_by_id
                )
                tell_set(unit, one)


def untick_contract(unit: Unit, contract: Contract) -> None:
    """Takes back what `tick_contract` ticked, as far as the set is not complete with it."""
    for one in sets_of_contract(unit, contract.paper_id):
        for document in set_documents(unit, one.id or 0):
            ticked = (document.received_on, document.received_by_id)
            same = ticked == (contract.returned_on, contract.returned_by_id)
            if is_contract(document.name) and same and one.documents_on is None:
                unit.change(document, received_on=None, received_by_id=None)
                tell_set(unit, one)
