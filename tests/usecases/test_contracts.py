"""The register of contracts: filled by issuing, told what became of each, in step with checklists."""

from datetime import date

import pytest

from crm_tui.domain.attachments import Subject, SubjectKind
from crm_tui.domain.contracts import ContractFact, ContractShow
from crm_tui.domain.errors import Forbidden, NotFound, Refused
from crm_tui.domain.kinds import MailState, PaperState, Role
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.domain.permissions import Actor
from crm_tui.store.tables import Contract, KepSetDocument, Mail
from crm_tui.usecases.attachments import add_attachments
from crm_tui.usecases.contracts import (
    ContractAsked,
    export_contracts,
    list_contracts,
    mark_contracts,
    note_printed,
    sum_contracts,
    unmark_contract,
)
from crm_tui.usecases.kep_facts import complete_documents
from crm_tui.usecases.kep_sets import DocumentsPlace, show_set
from crm_tui.usecases.mail import drop_mail
from crm_tui.usecases.office import Office
from crm_tui.usecases.papers import cancel_paper, issue_paper, new_version
from tests.conftest import Clock
from tests.factories import Make

DAY = date(2026, 3, 2)


def contract(make: Make, **values: object) -> int:
    """A contract that was issued today, in the register."""
    given = {"kind": PaperKind.CONTRACT, "contract_kind": ContractKind.COMMERCIAL}
    paper = make.paper(**given | values)  # type: ignore[arg-type]
    make.save(Contract(paper_id=paper.id or 0))
    return paper.id or 0


def listed(office: Office, show: ContractShow = ContractShow.WAITING, **more: int) -> list[int]:
    asked = ContractAsked(show, **more)  # type: ignore[arg-type]
    return [row.id for row in office.call(list_contracts, asked=asked).rows]


def test_an_issued_contract_stands_in_the_register_and_its_new_version_is_signed_anew(
    office: Office, make: Make
) -> None:
    draft = make.paper(
        kind=PaperKind.CONTRACT,
        contract_kind=ContractKind.BUDGET,
        state=PaperState.DRAFT,
        author_id=office.actor.id,
    )
    assert listed(office) == []
    office.call(issue_paper, paper_id=draft.id or 0)
    (row,) = office.call(list_contracts).rows
    assert (row.id, row.kind, row.days, row.returned_on) == (draft.id, ContractKind.BUDGET, 0, None)
    office.call(mark_contracts, paper_ids=[row.id], fact=ContractFact.RETURNED)
    again = office.call(new_version, paper_id=row.id, reason="інша сума")
    office.call(issue_paper, paper_id=again.id)
    assert listed(office) == [again.id]
    assert set(listed(office, ContractShow.ALL)) == {draft.id, again.id}
    office.call(cancel_paper, paper_id=again.id, reason="відмова")
    assert listed(office) == []


def test_waiting_ones_come_the_oldest_first_by_manager_client_and_age(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    manager = actors[Role.MANAGER].id
    old = contract(make, day=date(2026, 1, 5), author_id=manager)
    new = contract(make, day=DAY, author_id=manager)
    mine = contract(make, day=date(2026, 2, 1), author_id=office.actor.id)
    assert listed(office) == [old, mine, new]
    assert listed(office, older_than=29) == [old, mine]
    assert listed(office, manager_id=manager or 0) == [old, new]
    page = office.call(list_contracts, limit=2)
    rest = office.call(list_contracts, after=page.after, limit=2)
    assert [row.id for row in (*page.rows, *rest.rows)] == [old, mine, new]
    sums = office.call(sum_contracts)
    assert [(one.manager and one.manager.id, one.count, one.oldest_days) for one in sums] == [
        (manager, 2, 56),
        (office.actor.id, 1, 29),
    ]
    office.call(mark_contracts, paper_ids=[old, new], fact=ContractFact.RETURNED)
    assert (listed(office), listed(office, ContractShow.RETURNED)) == ([mine], [new, old])
    office.call(mark_contracts, paper_ids=[mine], fact=ContractFact.ENDED)
    assert (listed(office), listed(office, ContractShow.ENDED)) == ([], [mine])
    seen: list[int] = []
    asked = ContractAsked(ContractShow.ALL)
    count = office.call(export_contracts, write=lambda row: seen.append(row.id), asked=asked)
    assert (count, seen) == (3, [new, mine, old])


def test_signed_and_back_it_ticks_the_contract_of_its_sets_and_the_undo_takes_that_back(
    office: Office, make: Make, clock: Clock
) -> None:
    client = make.client()
    invoice = make.paper(client)
    sets = [make.kep_set(client, invoice_id=invoice.id) for _n in range(2)]
    for one in sets:
        for place, name in enumerate(("Договір", "Картка приєднання до договору"), 1):
            make.save(KepSetDocument(set_id=one.id or 0, place=place, name=name))
    paper = contract(make, client=client, based_on_id=invoice.id)
    (row,) = office.call(mark_contracts, paper_ids=[paper], fact=ContractFact.RETURNED)
    assert row.about == ", ".join(office.call(show_set, set_id=one.id or 0).row.ref for one in sets)
    assert (row.returned_on, row.returned_by and row.returned_by.id) == (DAY, office.actor.id)

    def ticked() -> list[list[bool]]:
        cards = [office.call(show_set, set_id=one.id or 0) for one in sets]
        return [[document.received_on is not None for document in card.documents] for card in cards]

    assert ticked() == [[True, False], [True, False]]
    place = DocumentsPlace.AUTO_RENEWAL
    office.call(complete_documents, set_id=sets[1].id or 0, place=place, all_received=True)
    clock.tick()
    back = office.call(unmark_contract, paper_id=paper, fact=ContractFact.RETURNED)
    assert (back.returned_on, back.returned_by, back.days) == (None, None, 0)
    assert ticked() == [[False, False], [True, True]], "a set that is complete is left as it is"


def test_a_file_attached_to_a_contract_is_its_scan(office: Office, make: Make) -> None:
    paper = contract(make)
    subject = Subject(SubjectKind.PAPER, paper)
    office.call(add_attachments, subject=subject, files=[("договір.pdf", b"%PDF-1.7")])
    (row,) = office.call(list_contracts).rows
    assert (row.scanned_on, row.returned_on) == (DAY, None), "a scan may come before the paper"


def test_what_is_refused_changes_nothing(office: Office, make: Make, actors: dict[Role, Actor]) -> None:
    one, other = contract(make, day=DAY), contract(make, day=DAY, state=PaperState.CANCELLED, reason="ні")
    with pytest.raises(Refused, match="cancelled"):
        office.call(mark_contracts, paper_ids=[one, other], fact=ContractFact.RETURNED)
    for fact, day, said in (
        (ContractFact.RETURNED, date(2026, 3, 3), "ahead"),
        (ContractFact.SENT, date(2026, 3, 1), "before the contract"),
        (ContractFact.PROLONGED, None, "until which day"),
        (ContractFact.PROLONGED, date(2026, 3, 1), "before it was made"),
    ):
        with pytest.raises(Refused, match=said):
            office.call(mark_contracts, paper_ids=[one], fact=fact, day=day)
    with pytest.raises(NotFound):
        office.call(mark_contracts, paper_ids=[one, make.paper().id or 0], fact=ContractFact.RETURNED)
    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.OPERATOR]).call(
            mark_contracts, paper_ids=[one], fact=ContractFact.RETURNED
        )
    with pytest.raises(Refused, match="nothing to take back"):
        office.call(unmark_contract, paper_id=one, fact=ContractFact.RETURNED)
    assert listed(office) == [one]
    office.call(mark_contracts, paper_ids=[one], fact=ContractFact.PROLONGED, day=date(2027, 12, 31))
    office.call(mark_contracts, paper_ids=[one], fact=ContractFact.RETURNED)
    with pytest.raises(Refused, match="already"):
        office.call(mark_contracts, paper_ids=[one], fact=ContractFact.RETURNED)


def test_printing_and_a_letter_that_arrived_are_noted_once_and_only_of_contracts(
    office: Office, make: Make, clock: Clock
) -> None:
    paper, invoice = contract(make), make.paper()
    office.call(note_printed, paper_ids=[paper, invoice.id or 0])
    letter = make.save(
        Mail(
            client_id=None,
            paper_id=paper,
            author_id=office.actor.id,
            state=MailState.IN_DOUBT,
            to_address="a@example.com",
            subject="",
            body="",
        )
    )
    office.call(drop_mail, mail_id=letter.id or 0, arrived=True)
    clock.tick(86_400)
    office.call(note_printed, paper_ids=[paper])
    (row,) = office.call(list_contracts).rows
    assert (row.printed_on, row.sent_on) == (DAY, DAY)
