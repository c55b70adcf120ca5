"""The register of contracts on the screen: one key for what came back signed, one to take it back."""

from datetime import date

from crm_tui.domain.contracts import ContractFact
from crm_tui.domain.kinds import Role
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.screens.paper_view import PaperScreen
from crm_tui.screens.papers import PapersScreen
from crm_tui.store.tables import Contract
from crm_tui.usecases.contracts import list_contracts, mark_contracts
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.screens.office import opened, press
from tests.screens.test_papers import seen


def contract(make: Make, name: str, author_id: int | None, day: date) -> int:
    paper = make.paper(
        make.client(name),
        kind=PaperKind.CONTRACT,
        contract_kind=ContractKind.COMMERCIAL,
        author_id=author_id,
        day=day,
    )
    make.save(Contract(paper_id=paper.id or 0))
    return paper.id or 0


async def test_signed_and_taken_back_by_one_key_each(sqlite_office: Office, sqlite_make: Make) -> None:
    office, manager = sqlite_office, sqlite_make.actor(Role.MANAGER, full_name="Ганна Сорока")
    old = contract(sqlite_make, "Ромашка", manager.id, date(2026, 1, 5))
    mine = contract(sqlite_make, "Волошка", office.actor.id, date(2026, 2, 20))
    async with opened(office, PapersScreen) as pilot:
        await press(pilot, "4")
        seen(pilot.app, "не повернулись підписані", "Ромашка", "Волошка", "56")
        await press(pilot, "f5")
        seen(pilot.app, "повернувся підписаний. Alt+Z скасовує", "Волошка")
        assert [row.id for row in office.call(list_contracts).rows] == [mine]
        await press(pilot, "alt+z")
        seen(pilot.app, "позначку скасовано", "Ромашка")
        assert [row.id for row in office.call(list_contracts).rows] == [old, mine]
        await press(pilot, "f7", "down", "down", "enter")
        assert len(pilot.app.screen.contracts) == 1  # type: ignore[attr-defined]
        assert any(name in str(pilot.app.screen.contract_words()) for name in ("Ганна Сорока", "Працівник"))  # type: ignore[attr-defined]
        await press(pilot, "f7", "enter", "home", "alt+m", *"прод", "enter", *"31.12.2027", "enter")
        seen(pilot.app, "продовжено до 31.12.2027")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PaperScreen)


async def test_one_that_came_back_by_mistake_is_taken_back_where_it_stands(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    number = contract(sqlite_make, "Ромашка", None, date(2026, 1, 5))
    sqlite_office.call(mark_contracts, paper_ids=[number], fact=ContractFact.RETURNED)
    async with opened(sqlite_office, PapersScreen) as pilot:
        await press(pilot, "4", "f6")
        seen(pilot.app, "повернулись підписані", "02.03.2026")
        await press(pilot, "backspace", "f6", "f6", "f6")
        seen(pilot.app, "не повернулись підписані", "Ромашка")
