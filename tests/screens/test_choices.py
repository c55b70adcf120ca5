"""Choice fields: a letter leads to a choice, Enter shows all of them to pick from."""

import pytest

from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.service_form import ServiceForm
from crm_tui.usecases.office import Office
from crm_tui.usecases.services import list_services
from crm_tui.widgets.form import ChoiceLine, Form
from tests.factories import Make
from tests.golden.dump import text_of
from tests.screens.office import opened, press

NAMES = ("Архів", "Звітність", "Каса", "Ключі підпису", "M.E.Doc")


def form(office: Office, make: Make) -> ServiceForm:
    for name in NAMES:
        make.service(name)
    return ServiceForm(1, office.call(list_services))


def chosen(form: object) -> str:
    line = form.query_one(ChoiceLine)  # type: ignore[attr-defined]
    return str(line.choices[line.place][1]).strip()


@pytest.mark.parametrize("key", ["к", "r"])
async def test_a_letter_leads_to_the_next_choice_that_begins_with_it(
    sqlite_office: Office, sqlite_make: Make, key: str
) -> None:
    """In either layout; again and again round all of them; a letter of none changes nothing."""
    async with opened(sqlite_office, lambda: form(sqlite_office, sqlite_make)) as pilot:
        screen = pilot.app.screen
        seen = []
        for _ in range(3):
            await press(pilot, key)
            seen.append(chosen(screen))
        assert sorted(seen[:2]) == ["Каса", "Ключі підпису"]
        assert seen[2] == seen[0]
        await press(pilot, "ю")
        assert chosen(screen) == seen[0]
        await press(pilot, "m")
        assert chosen(screen) == "M.E.Doc"


@pytest.mark.parametrize("key", ["enter", "alt+down"])
@pytest.mark.parametrize("typed", ["підп", "gslg"])
async def test_all_choices_are_a_list_that_letters_narrow(
    sqlite_office: Office, sqlite_make: Make, key: str, typed: str
) -> None:
    async with opened(sqlite_office, lambda: form(sqlite_office, sqlite_make), (80, 24)) as pilot:
        screen = pilot.app.screen
        await press(pilot, key)
        assert isinstance(pilot.app.screen, ChoicePick)
        lines = text_of(pilot.app)
        assert all(any(name in line for line in lines) for name in NAMES)
        assert all(len(line) <= 80 for line in lines)
        await press(pilot, *typed)
        assert not any("Каса" in line for line in text_of(pilot.app))
        await press(pilot, "enter")
        assert pilot.app.screen is screen
        assert chosen(screen) == "Ключі підпису"
        # The next field has the caret.
        focused = pilot.app.focused
        assert focused is not None
        assert focused.parent is screen.query_one(Form).field("valid_from")


async def test_the_arrows_pick_and_esc_leaves_the_choice_as_it_was(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    async with opened(sqlite_office, lambda: form(sqlite_office, sqlite_make)) as pilot:
        screen = pilot.app.screen
        before = chosen(screen)
        await press(pilot, "enter", "down", "escape")
        assert chosen(screen) == before
        await press(pilot, "enter", "down", "enter")
        assert chosen(screen) != before
