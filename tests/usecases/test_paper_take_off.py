"""A shared invoice loses one set or some lines; the others, their sets and the money stay right."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import PaperState, Role
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import kep_facts, kep_papers, kep_sets, paper_take_off, papers, payments
from crm_tui.usecases.kep_sets import KepSetCard
from crm_tui.usecases.office import Office
from crm_tui.usecases.papers import Issued, LineFields, PaperCard, PaperFields
from crm_tui.usecases.parts.paper_lines import fields_of
from crm_tui.usecases.payments import PaymentFields
from tests.conftest import Clock
from tests.documents.reading import pages_text
from tests.factories import Make

DAY = date(2026, 3, 2)
IBAN = "UA213223130000026007233566001"
Pay = Callable[[PaperCard, int], int]


@pytest.fixture
def manager(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.MANAGER])


@pytest.fixture
def firm(make: Make) -> t.OwnEntity:
    return make.own_entity(iban=IBAN, place="Львів", head_name="Бондар Оксана Іванівна")


@pytest.fixture
def client(make: Make, firm: t.OwnEntity) -> t.Client:
    return make.client("Ромашка", tax_code="99001004", head_name="Коваль Ігор Олегович")


@pytest.fixture
def sets(manager: Office, make: Make, client: t.Client) -> tuple[KepSetCard, KepSetCard]:
    """Two sets of 996.00, of which 300.00 each are the CA's."""
    kind = make.kep_kind("Комплект КЕП: керівник, 1 рік")
    asked = {"client_id": client.id, "kind_id": kind.id, "day": DAY}
    return manager.call(kep_sets.issue_set, **asked), manager.call(kep_sets.issue_set, **asked)


@pytest.fixture
def pay(office: Office, actors: dict[Role, Actor], firm: t.OwnEntity, client: t.Client) -> Pay:
    """Lays this much on an invoice; gives the payment."""
    accountant = office.as_actor(actors[Role.ACCOUNTANT])

    def lay(invoice: PaperCard, kop: int) -> int:
        fields = PaymentFields(firm.id or 0, DAY, kop, client_id=client.id)
        number = accountant.call(payments.add_payment, fields=fields).row.id
        accountant.call(payments.allocate, payment_id=number, paper_id=invoice.id)
        return number

    return lay


def shared(
    manager: Office, *sets: KepSetCard, kind: PaperKind = PaperKind.INVOICE, **asked: Any
) -> PaperCard:
    numbers = tuple(one.row.id for one in sets)
    return manager.call(kep_papers.issue_set_paper, set_ids=numbers, kind=kind, **asked).paper


def off(manager: Office, one: KepSetCard, reason: str = "відмовились") -> Issued:
    return manager.call(paper_take_off.take_set_off, set_id=one.row.id, reason=reason)


def shown(manager: Office, one: KepSetCard) -> Any:
    return manager.call(kep_sets.show_set, set_id=one.row.id).row


def free(office: Office, payment_id: int) -> int:
    return office.call(payments.show_payment, payment_id=payment_id).row.free_kop


def test_one_set_goes_and_the_other_stays_on_the_same_number(
    manager: Office, sets: tuple[KepSetCard, KepSetCard]
) -> None:
    stays, goes = sets
    invoice = shared(manager, *sets)
    done = off(manager, goes)
    assert done.warnings == ()
    newer = done.paper
    assert (newer.row.number, newer.row.edition, newer.reason) == (invoice.row.number, 2, "відмовились")
    assert [line.total_kop for line in newer.lines] == [69_600, 30_000]
    assert (shown(manager, stays).invoice.id, shown(manager, goes).invoice) == (newer.id, None)
    (text,) = pages_text(manager.call(papers.paper_pdf, paper_id=newer.id).content)
    assert (stays.row.ref in text, goes.row.ref in text) == (True, False)
    was = manager.call(papers.show_paper, paper_id=invoice.id)
    assert (was.row.state, was.replaced_by) == (PaperState.CANCELLED, newer.id)
    # What was taken off is free: it gets an invoice of its own, or is cancelled.
    assert shared(manager, goes).row.number != newer.row.number
    manager.call(kep_sets.cancel_set, set_id=goes.row.id, reason="відмовились")


@pytest.mark.parametrize(
    ("paid", "stays_paid"), [(199_200, True), (120_000, True), (99_600, True), (50_000, False)]
)
def test_money_stays_as_far_as_the_rest_reaches_and_what_is_over_is_told(
    manager: Office,
    office: Office,
    sets: tuple[KepSetCard, KepSetCard],
    pay: Pay,
    paid: int,
    stays_paid: bool,
) -> None:
    stays, goes = sets
    payment = pay(shared(manager, *sets), paid)
    assert (shown(manager, goes).paid_on is not None) is (paid == 199_200)
    done = off(manager, goes)
    assert (done.paper.row.total_kop, done.paper.row.paid_kop) == (99_600, min(paid, 99_600))
    over = max(0, paid - 99_600)
    assert (free(office, payment), bool(done.warnings)) == (over, over > 0)
    assert (shown(manager, stays).paid_on is not None, shown(manager, goes).paid_on) == (stays_paid, None)


def test_what_was_paid_past_the_invoice_stays_paid(
    manager: Office, office: Office, actors: dict[Role, Actor], sets: tuple[KepSetCard, KepSetCard]
) -> None:
    shared(manager, *sets)
    office.as_actor(actors[Role.ACCOUNTANT]).call(kep_facts.mark_paid, set_id=sets[1].row.id, day=DAY)
    off(manager, sets[1])
    assert shown(manager, sets[1]).paid_on == DAY


def test_what_the_ca_gets_apart_is_counted_anew(manager: Office, sets: tuple[KepSetCard, KepSetCard]) -> None:
    invoice = shared(manager, *sets, with_ca=False)
    assert "Послуги КНЕДП (600,00 грн) сплачуються окремо." in invoice.note
    note = off(manager, sets[0]).paper.note
    assert note.splitlines()[1:] == ["Послуги КНЕДП (300,00 грн) сплачуються окремо."]
    assert note.startswith(f"{sets[1].row.ref}: ")


def test_a_draft_loses_a_set_and_stays_a_draft(manager: Office, sets: tuple[KepSetCard, KepSetCard]) -> None:
    numbers = tuple(one.row.id for one in sets)
    draft = manager.call(kep_papers.draft_set_paper, set_ids=numbers, kind=PaperKind.INVOICE).paper
    done = off(manager, sets[0]).paper
    assert (done.id, done.row.state, len(done.lines)) == (draft.id, PaperState.DRAFT, 2)
    assert shown(manager, sets[0]).invoice is None
    with pytest.raises(Refused, match="only set of this invoice"):
        off(manager, sets[1])


def test_sets_of_one_task_may_part(manager: Office, make: Make, client: t.Client) -> None:
    kind, task = make.kep_kind(), make.task(client)
    asked = {"client_id": client.id, "kind_id": kind.id, "day": DAY, "task_id": task.id}
    sets = manager.call(kep_sets.issue_set, **asked), manager.call(kep_sets.issue_set, **asked)
    assert shared(manager, *sets).task_id == task.id
    off(manager, sets[1])
    assert shared(manager, sets[1]).task_id is None


def test_what_cannot_be_taken_off_is_told_and_nothing_changes(
    manager: Office, office: Office, make: Make, sets: tuple[KepSetCard, KepSetCard]
) -> None:
    stays, goes = sets
    with pytest.raises(Refused, match=f"{goes.row.ref} is on no invoice"):
        off(manager, goes)
    invoice = shared(manager, *sets)
    with pytest.raises(Refused, match="Say why"):
        off(manager, goes, " ")
    colleague = office.as_actor(make.actor(Role.MANAGER))
    with pytest.raises(Forbidden):
        off(colleague, goes)
    act = shared(manager, goes, kind=PaperKind.ACT)
    with pytest.raises(Refused, match=f"№ {act.row.number} of the same lines stands on this invoice"):
        off(manager, goes)
    manager.call(papers.cancel_paper, paper_id=act.id, reason="не той склад")
    draft = manager.call(papers.new_version, paper_id=invoice.id, reason="назва")
    with pytest.raises(Refused, match="being written already"):
        off(manager, goes)
    fields = fields_of(draft)
    renamed = tuple(LineFields("Електронний ключ", one.price_kop) for one in fields.lines)
    edit = {"paper_id": draft.id, "version": draft.row.version, "lines_were": fields.lines}
    manager.call(papers.edit_paper, **edit, fields=PaperFields(**{**_plain(fields), "lines": renamed}))
    named = manager.call(papers.issue_paper, paper_id=draft.id).paper
    with pytest.raises(Refused, match=f"No line of № {named.row.number} bears {goes.row.ref}"):
        off(manager, goes)
    assert shown(manager, goes).invoice.id == shown(manager, stays).invoice.id == named.id
    told = manager.call(paper_take_off.take_set_off, set_id=goes.row.id, reason="зайвий", places=(2, 4)).paper
    assert (len(told.lines), shown(manager, goes).invoice) == (2, None)
    assert shown(manager, stays).invoice.id == told.id


def test_a_cancelled_invoice_loses_nothing(manager: Office, sets: tuple[KepSetCard, KepSetCard]) -> None:
    manager.call(papers.cancel_paper, paper_id=shared(manager, *sets).id, reason="помилка")
    with pytest.raises(Refused, match="cancelled already"):
        off(manager, sets[0])


def _plain(fields: PaperFields) -> dict[str, Any]:
    return {name: getattr(fields, name) for name in PaperFields.__slots__}


@pytest.fixture
def three(manager: Office, make: Make, client: t.Client, firm: t.OwnEntity) -> PaperCard:
    """An issued invoice of three lines; the second renews a service."""
    owned = make.client_service(client, term_end=date(2026, 3, 20))
    renewal = LineFields("M.E.Doc", 200_00, client_service_id=owned.id, term_end=date(2026, 3, 20))
    lines = (LineFields("BAS", 100_00), renewal, LineFields("Виїзд", 300_00))
    fields = PaperFields(
        PaperKind.INVOICE, firm.id or 0, client.id or 0, DAY, lines, valid_until=DAY + timedelta(days=5)
    )
    draft = manager.call(papers.add_paper, fields=fields)
    return manager.call(papers.issue_paper, paper_id=draft.id).paper


def lines_off(manager: Office, card: PaperCard, *places: int, **other: Any) -> Issued:
    asked: dict[str, Any] = {"paper_id": card.id, "version": card.row.version, "reason": "зайве"}
    return manager.call(paper_take_off.take_lines_off, **(asked | other), places=places)


def test_a_line_goes_and_may_be_invoiced_again(
    manager: Office, three: PaperCard, clock: Clock, client: t.Client, firm: t.OwnEntity
) -> None:
    clock.tick(10 * 24 * 3600)
    newer = lines_off(manager, three, 2).paper
    assert [line.name for line in newer.lines] == ["BAS", "Виїзд"]
    assert (newer.row.total_kop, newer.row.day) == (400_00, DAY + timedelta(days=10))
    assert newer.valid_until == newer.row.day + timedelta(days=5)
    fields = PaperFields(PaperKind.INVOICE, firm.id or 0, client.id or 0, DAY, (fields_of(three).lines[1],))
    draft = manager.call(papers.add_paper, fields=fields)
    assert manager.call(papers.issue_paper, paper_id=draft.id).paper.row.state is PaperState.ISSUED


def test_a_set_whose_lines_are_named_one_by_one_has_no_invoice_again(
    manager: Office, sets: tuple[KepSetCard, KepSetCard]
) -> None:
    first = lines_off(manager, shared(manager, *sets), 2).paper
    assert shown(manager, sets[1]).invoice.id == first.id  # the CA's line of it is still there
    second = lines_off(manager, first, 3).paper
    assert (shown(manager, sets[0]).invoice.id, shown(manager, sets[1]).invoice) == (second.id, None)


@pytest.mark.parametrize(
    ("places", "other", "words"),
    [
        ((), {}, "Say which lines"),
        ((4,), {}, "has 3 lines: there is no line 4"),
        ((0, 1), {}, "there is no line 0"),
        ((1, 2, 3), {}, "Nothing would be left"),
        ((1,), {"version": 77}, "changed meanwhile"),
        ((1,), {"reason": ""}, "Say why"),
    ],
)
def test_wrong_lines_are_told(
    manager: Office, three: PaperCard, places: tuple[int, ...], other: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        lines_off(manager, three, *places, **other)
    assert manager.call(papers.show_paper, paper_id=three.id) == three


def test_other_papers_lose_no_lines(manager: Office, client: t.Client, firm: t.OwnEntity) -> None:
    lines = (LineFields("BAS", 100_00), LineFields("Виїзд", 300_00))
    for kind, words in ((PaperKind.OFFER, "off invoices"), (PaperKind.INVOICE, "draft is simply changed")):
        fields = PaperFields(kind, firm.id or 0, client.id or 0, DAY, lines)
        card = manager.call(papers.add_paper, fields=fields)
        if kind is PaperKind.OFFER:
            card = manager.call(papers.issue_paper, paper_id=card.id).paper
        with pytest.raises(Refused, match=words):
            lines_off(manager, card, 1)
