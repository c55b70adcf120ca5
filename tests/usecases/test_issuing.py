"""Papers issued at one time: drawn before anybody waits; numbers without gap or double, whoever is late."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import PaperKind
from crm_tui.store import tables as t
from crm_tui.store.turns import turn
from crm_tui.usecases import papers
from crm_tui.usecases.office import Office
from crm_tui.usecases.papers import LineFields, PaperFields
from crm_tui.usecases.parts import paper_drawing
from tests.documents.reading import pages_text
from tests.factories import Make
from tests.usecases.issuers import issue_by_processes

IBAN = "UA213223130000026007233566001"
Draft = Callable[[], int]


@pytest.fixture
def draft(office: Office, make: Make) -> Draft:
    firm = make.own_entity(iban=IBAN, number_form="РП-{number:04}")
    client = make.client("Ромашка", tax_code="99001004")
    line = LineFields("M.E.Doc Звітність", 150_000)
    fields = PaperFields(
        kind=PaperKind.INVOICE,
        own_entity_id=firm.id or 0,
        client_id=client.id or 0,
        day=date(2026, 3, 2),
        lines=(line,),
    )
    return lambda: office.call(papers.add_paper, fields=fields).id


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Iterator[Callable[[], Any]]], list[str]]:
    """Each drawing is begun with the next act of another person; gives the numbers that were drawn."""

    def begin(acts: Iterator[Callable[[], Any]]) -> list[str]:
        drawn: list[str] = []

        def render(ready: Any, _folder: Any) -> bytes:
            drawn.append(ready.number)
            for act in acts:
                act()
                break
            return f"{ready.number} {ready.note}".encode()

        monkeypatch.setattr(paper_drawing, "_render", render)
        return drawn

    return begin


def inside(office: Office, paper_id: int) -> None:
    """Issued by somebody who takes no turn."""
    office.run(papers.issue_paper, paper_id=paper_id)


def kept(office: Office, paper_id: int) -> str:
    return office.call(papers.paper_pdf, paper_id=paper_id).content.decode()


def test_others_write_while_a_paper_is_drawn_and_who_was_overtaken_draws_again(
    office: Office, draft: Draft, meanwhile: Any
) -> None:
    mine, other = draft(), draft()
    drawn = meanwhile(iter([lambda: inside(office, other)]))
    office.call(papers.issue_paper, paper_id=mine)
    assert drawn == ["РП-0001", "РП-0001", "РП-0002"]
    assert (kept(office, other), kept(office, mine)) == ("РП-0001 ", "РП-0002 ")


def test_who_loses_every_race_draws_within_his_transaction(
    office: Office, draft: Draft, meanwhile: Any
) -> None:
    mine, others = draft(), [draft() for _ in range(paper_drawing.TRIES)]

    def acts() -> Iterator[Callable[[], Any]]:
        for one in others:
            yield lambda one=one: inside(office, one)
            yield lambda: None  # the other's own drawing

    drawn = meanwhile(acts())
    office.call(papers.issue_paper, paper_id=mine)
    assert kept(office, mine) == "РП-0004 "
    assert drawn[-1] == "РП-0004"


def test_a_draft_edited_while_it_is_drawn_is_stored_as_it_is(
    office: Office, draft: Draft, meanwhile: Any
) -> None:
    mine = draft()

    def edit() -> None:
        card = office.call(papers.show_paper, paper_id=mine)
        with Session(office.store.engine.execution_options(write=True)) as session:
            session.get_one(t.Paper, card.id).note = "дописано"
            session.commit()

    meanwhile(iter([edit]))
    office.call(papers.issue_paper, paper_id=mine)
    assert kept(office, mine) == "РП-0001 дописано"


def test_a_draft_thrown_away_while_it_is_drawn_takes_no_number(
    office: Office, draft: Draft, meanwhile: Any
) -> None:
    mine, other = draft(), draft()
    meanwhile(iter([lambda: office.call(papers.drop_draft_paper, paper_id=mine)]))
    with pytest.raises(Refused):
        office.call(papers.issue_paper, paper_id=mine)
    assert office.call(papers.issue_paper, paper_id=other).paper.row.number == "РП-0001"


def test_a_turn_that_is_not_had_is_done_without(office: Office, draft: Draft) -> None:
    with turn(office.store, "one") as first, turn(office.store, "one", wait=0.01) as second:
        assert (first, second) == (True, False)
    with turn(office.store, "one", wait=0.01) as third:
        assert third


def issued_by_processes(office: Office, draft: Draft, *, processes: int, each: int) -> None:
    """All are issued, no number is missing or doubled, and each file bears its number."""
    drafts = [[draft() for _ in range(each)] for _ in range(processes)]
    url = office.store.engine.url.render_as_string(hide_password=False)
    assert issue_by_processes(url, drafts) == []
    rows = {row.id: row for row in office.call(papers.list_papers, limit=200).rows}
    assert {row.state for row in rows.values()} == {PaperState.ISSUED}
    numbers = sorted(row.number for row in rows.values())
    assert numbers == [f"РП-{n:04}" for n in range(1, processes * each + 1)]
    with Session(office.store.engine) as session:
        assert len(session.exec(select(t.PaperFile)).all()) == processes * each
    for paper_id, row in list(rows.items())[:5]:
        text = pages_text(office.call(papers.paper_pdf, paper_id=paper_id).content)[0]
        assert f"№ {row.number} від" in text.replace("\u00a0", " ")


def test_processes_that_issue_at_one_time_leave_no_gap(office: Office, draft: Draft) -> None:
    issued_by_processes(office, draft, processes=3, each=2)


@pytest.mark.heavy
def test_fifty_processes_that_issue_at_one_time_leave_no_gap(office: Office, draft: Draft) -> None:
    issued_by_processes(office, draft, processes=50, each=2)
