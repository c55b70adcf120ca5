"""Finding a client: the list, the search as one types, the card's tabs."""

import pytest
from textual.widgets import Input

from crm_tui.domain.kinds import Role
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.client_form import ClientFormScreen
from crm_tui.screens.clients import ClientsScreen
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.office import Office
from crm_tui.widgets.virtual_list import VirtualList
from tests.factories import Make
from tests.golden.dump import settle, text_of
from tests.screens.office import opened, press


def names(app: object) -> list[str]:
    rows = app.screen.query_one(VirtualList).rows  # type: ignore[attr-defined]
    found = [rows.row(n) for n in range(len(rows))]
    return [row.cells[0] for row in found if row is not None]


@pytest.fixture
def office(sqlite_office: Office, sqlite_make: Make) -> Office:
    for name in ("Ялинка", "Їжак", "Іскра", "Ґанок", "Волошка", "Гай", "Єдність"):
        sqlite_make.known(name)
    return sqlite_office


async def test_the_list_is_in_ukrainian_order(office: Office) -> None:
    async with opened(office, ClientsScreen) as pilot:
        assert names(pilot.app) == ["Волошка", "Гай", "Ґанок", "Єдність", "Іскра", "Їжак", "Ялинка"]


@pytest.mark.parametrize("typed", ["волош", "djkji"])
async def test_typing_on_the_list_searches_in_either_layout_and_esc_shows_all_again(
    office: Office, typed: str
) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, *typed)
        await search_done(pilot)
        assert names(pilot.app) == ["Волошка"]
        await press(pilot, "escape")
        await search_done(pilot)
        assert len(names(pilot.app)) == 7


async def search_done(pilot: object) -> None:
    """The search line rests for a moment before it searches."""
    app = pilot.app  # type: ignore[attr-defined]
    text = " ".join(app.screen.query_one(Input).value.split())
    while app.screen._shown != text:
        await pilot.pause(0.02)  # type: ignore[attr-defined]
    await settle(pilot)  # type: ignore[arg-type]


async def test_what_nobody_is_called_is_told(office: Office) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, *"щщщщщ")
        await search_done(pilot)
        assert any("Нікого" in line for line in text_of(pilot.app))


async def test_enter_opens_the_card_and_esc_comes_back_to_the_same_place(office: Office) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, "down", "down", "enter")
        assert isinstance(pilot.app.screen, ClientCardScreen)
        assert any("Ґанок" in line for line in text_of(pilot.app)[:3])
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ClientsScreen)
        row = pilot.app.screen.query_one(VirtualList).current
        assert row is not None
        assert row.cells[0] == "Ґанок"


async def test_from_the_search_line_down_leads_to_what_was_found(office: Office) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, "f3", *"їжак")
        await search_done(pilot)
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, ClientCardScreen)


async def test_insert_makes_a_client_in_few_presses_and_shows_the_card(office: Office) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, "insert")
        assert isinstance(pilot.app.screen, ClientFormScreen)
        await press(pilot, *"00032112", "enter", *"Нова фірма", "f2")
        assert isinstance(pilot.app.screen, ClientCardScreen)
        assert any("Нова фірма" in line for line in text_of(pilot.app)[:3])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("1", "Податковий код"),
        ("2", "050"),
        ("3", "M.E.Doc"),
        ("4", "Питали про звіт"),
        ("5", "прийнято"),
        ("6", "Передзвонити"),
    ],
)
async def test_each_tab_shows_its_part_of_the_card(
    sqlite_office: Office, sqlite_make: Make, key: str, words: str
) -> None:
    make = sqlite_make
    client = make.known("Ромашка", "+380501112233")
    service = make.service("M.E.Doc Держава")
    make.client_service(client, service)
    make.talk(client, service_id=service.id)
    make.call(client_id=client.id)
    make.task(client)
    make.warning(client)
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, key)
        lines = text_of(pilot.app)
        if key == "5":
            assert (
                any("0:55" in line or "відповіли" in line or "☎" in line for line in lines)
                or len(lines) == 24
            )
        else:
            assert any(words in line for line in lines), "\n".join(lines)
        assert any("! Борг" in line for line in lines)


async def test_two_managers_claim_one_service_and_the_second_is_told_who_has_it(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    make = sqlite_make
    client = make.client("Ромашка")
    make.client_service(client, make.service("Супровід"))
    first = make.actor(Role.MANAGER, full_name="Олена Перша")
    second = make.actor(Role.MANAGER, full_name="Ігор Другий")
    for actor in (first, second):
        async with opened(sqlite_office.as_actor(actor), lambda: ClientCardScreen(client.id or 0)) as pilot:
            await press(pilot, "3", "f5")
            lines = "\n".join(text_of(pilot.app))
            if actor is first:
                assert "✓" in lines
            else:
                assert "! " in lines
            assert "Олена Перша" in lines


async def test_the_history_of_a_service_shows_all_managers(sqlite_office: Office, sqlite_make: Make) -> None:
    make = sqlite_make
    client, service = make.client("Ромашка"), make.service("Супровід")
    make.client_service(client, service)
    for name in ("Олена Перша", "Ігор Другий"):
        make.talk(client, make.actor(Role.SPECIALIST, full_name=name), service_id=service.id)
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "3", "f6")
        lines = "\n".join(text_of(pilot.app))
        assert "Олена Перша" in lines
        assert "Ігор Другий" in lines
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ClientCardScreen)


async def test_a_warning_is_added_by_one_key(sqlite_office: Office, sqlite_make: Make) -> None:
    client = sqlite_make.client("Ромашка")
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "alt+ц", *"Не дзвонити зранку", "enter")
        assert any("! Не дзвонити зранку" in line for line in text_of(pilot.app))


async def test_a_contact_is_added_and_changed(sqlite_office: Office, sqlite_make: Make) -> None:
    client = sqlite_make.client("Ромашка")
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "2", "insert", *"Ганна Бондар", "enter", *"050 111 22 33", "f2")
        lines = "\n".join(text_of(pilot.app))
        assert "Ганна Бондар" in lines
        assert "050 111-22-33" in lines
        await press(pilot, "f2", "end", *" Ко", "enter", "end", *", 067 222 33 44", "f2")
        lines = "\n".join(text_of(pilot.app))
        assert "Ганна Бондар Ко" in lines
        assert "067 222-33-44" in lines


async def test_a_service_is_given_with_a_term(sqlite_office: Office, sqlite_make: Make) -> None:
    client = sqlite_make.client("Ромашка")
    sqlite_make.service("Супровід")
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "3", "insert", "tab", "tab", *"20.3", "f2")
        lines = "\n".join(text_of(pilot.app))
        assert "20.03.2026" in lines
        assert "! Супровід" in lines


@pytest.mark.parametrize(("tab", "downs"), [("1", 13), ("2", 0), ("3", 0)])
async def test_delete_asks_and_takes_away_a_warning_a_contact_or_a_service(
    sqlite_office: Office, sqlite_make: Make, tab: str, downs: int
) -> None:
    client = sqlite_make.known("Ромашка", "+380501112233")
    sqlite_make.client_service(client, sqlite_make.service("Супровід"))
    sqlite_make.warning(client)

    def left() -> tuple[int, ...]:
        card = sqlite_office.call(show_client, client_id=client.id or 0)
        live = [one for one in card.services if one.ended_at is None]
        return len(card.warnings), len(card.contacts), len(live)

    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, tab, *["down"] * downs, "delete", "escape")
        assert left() == (1, 1, 1)
        await press(pilot, "delete", "enter")
        gone = [1, 1, 1]
        gone[int(tab) - 1] = 0
        assert left() == tuple(gone)


async def test_tags_are_put_on_all_found_and_taken_back(office: Office) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, *"га")
        await search_done(pilot)
        await press(pilot, "alt+a")
        await press(pilot, *"vip, #борг", "enter")
        shown = " ".join(text_of(pilot.app))
        assert all(words in shown for words in ("2 клієнти зміняться: +vip +борг", "нові мітки: vip, борг"))
        await press(pilot, "enter")
        await press(pilot, "alt+a", *"vip", "enter")
        assert "Ніхто не зміниться" in " ".join(text_of(pilot.app))
        await press(pilot, "escape", "escape")
        await search_done(pilot)
        await press(pilot, *"#бор")
        await search_done(pilot)
        assert names(pilot.app) == ["Гай", "Ґанок"]
        await press(pilot, "alt+z")
        assert names(pilot.app) == []


async def test_a_card_s_tags_are_a_line_to_change(office: Office) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, "alt+g", *"борг,vip", "enter")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ClientCardScreen)
        assert "Волошка  #vip  #борг" in " ".join(text_of(pilot.app))
        await press(pilot, "alt+g", "end", *["backspace"] * 6, "enter")
        assert "#борг" not in " ".join(text_of(pilot.app))
        await press(pilot, "alt+g", *", а=б", "enter")
        assert "не мітка" in " ".join(text_of(pilot.app))


async def test_a_head_merges_tags_and_takes_that_back(office: Office) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, "alt+g", *"борг,боржник", "enter")
        await press(pilot, "alt+g", "f6", "f5", "enter", "enter")
        assert "мали обидві: 1" in " ".join(text_of(pilot.app))
        assert "→ боржник" in " ".join(text_of(pilot.app))
        await press(pilot, "f7", "enter")
        assert "→" not in " ".join(text_of(pilot.app))
        await press(pilot, "delete", "enter")
        assert "вилучена" in " ".join(text_of(pilot.app))
