"""Adding and editing: warnings while typing, duplicates before saving, conflicts, drafts."""

import asyncio
from dataclasses import replace

from textual.widgets import Input

from crm_tui.domain.clients import ClientDraft
from crm_tui.domain.kinds import Role
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.client_duplicates import DuplicatesDialog
from crm_tui.screens.client_form import ClientFormScreen
from crm_tui.screens.conflict import ConflictDialog
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.client_edit import add_client, edit_client
from crm_tui.usecases.clients import search_clients
from crm_tui.usecases.drafts import list_drafts
from crm_tui.usecases.office import Office
from crm_tui.widgets.form import Form
from tests.factories import Make
from tests.golden.dump import settle, text_of
from tests.screens.office import opened, press

DRAFT = ClientDraft(full_name="Ромашка", tax_code="00032112")


async def until(pilot: object, condition: object) -> None:
    async with asyncio.timeout(10):
        while not condition():  # type: ignore[operator]
            await pilot.pause(0.05)  # type: ignore[attr-defined]
    await settle(pilot)  # type: ignore[arg-type]


async def test_a_wrong_check_digit_warns_and_is_saved(sqlite_office: Office) -> None:
    async with opened(sqlite_office, ClientFormScreen) as pilot:
        await press(pilot, *"00032113", "enter", *"Ромашка")
        assert any("контрольн" in line for line in text_of(pilot.app))
        await press(pilot, "f2")
        assert sqlite_office.call(search_clients, text="00032113").rows[0].name == "Ромашка"


async def test_a_client_without_a_name_is_refused_with_the_field_in_focus(sqlite_office: Office) -> None:
    async with opened(sqlite_office, ClientFormScreen) as pilot:
        await press(pilot, *"00032112", "f2")
        assert isinstance(pilot.app.screen, ClientFormScreen)
        assert any(line.startswith(" !") for line in text_of(pilot.app))
        focused = pilot.app.focused
        assert isinstance(focused, Input)
        assert focused.parent is pilot.app.screen.query_one(Form).field("full_name")


async def test_the_same_code_is_shown_before_saving_and_leads_to_the_card(sqlite_office: Office) -> None:
    known = sqlite_office.call(add_client, draft=DRAFT)
    async with opened(sqlite_office, ClientFormScreen) as pilot:
        await press(pilot, *"00032112", "enter", *"Інша")
        await until(pilot, lambda: any("F6: " in line for line in text_of(pilot.app)))
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, DuplicatesDialog)
        await press(pilot, "enter")
        assert pilot.app.answer == known.id  # type: ignore[attr-defined]


async def test_a_duplicate_is_saved_all_the_same_when_one_says_so(sqlite_office: Office) -> None:
    sqlite_office.call(add_client, draft=DRAFT)
    async with opened(sqlite_office, ClientFormScreen) as pilot:
        await press(pilot, *"00032112", "enter", *"Інша", "f2", "f2")
    assert len(sqlite_office.call(search_clients, text="00032112").rows) == 2


async def test_an_unknown_caller_becomes_a_client_with_his_number(sqlite_office: Office) -> None:
    async with opened(
        sqlite_office, lambda: ClientFormScreen(phone="050 111-22-33", contact="Ганна")
    ) as pilot:
        await press(pilot, "tab", *"Ромашка", "f2")
    card = sqlite_office.call(show_client, client_id=int(str(pilot.app.answer)))  # type: ignore[attr-defined]
    assert [phone.e164 for phone in card.contacts[0].phones] == ["+380501112233"]
    assert card.contacts[0].full_name == "Ганна"


async def test_what_another_saved_meanwhile_is_shown_field_by_field_and_nothing_is_lost(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    saved = sqlite_office.call(add_client, draft=DRAFT)
    other = sqlite_office.as_actor(sqlite_make.actor(Role.MANAGER, login="ihor"))
    async with opened(sqlite_office, lambda: ClientCardScreen(saved.id)) as pilot:
        await press(pilot, "down", "down", "enter")
        assert isinstance(pilot.app.screen, ClientFormScreen)
        other.call(
            edit_client,
            client_id=saved.id,
            version=saved.version,
            draft=replace(DRAFT, email="other@example.com", full_name="Ромашка плюс"),
        )
        await press(pilot, "end", *" моя", "f2")
        assert isinstance(pilot.app.screen, ConflictDialog)
        lines = "\n".join(text_of(pilot.app))
        assert "ihor" in lines
        assert "Ромашка плюс" in lines
        assert "Ромашка моя" in lines
        await press(pilot, "f2")
        fields = sqlite_office.call(show_client, client_id=saved.id).fields
        assert (fields.full_name, fields.email) == ("Ромашка моя", "other@example.com")


async def test_a_half_typed_form_comes_back(sqlite_office: Office) -> None:
    async with opened(sqlite_office, ClientFormScreen) as pilot:
        await press(pilot, *"123", "escape")
        await until(pilot, lambda: len(sqlite_office.call(list_drafts)) == 1)
    async with opened(sqlite_office, ClientFormScreen) as pilot:
        assert pilot.app.screen.query_one(Form).values()["tax_code"] == "123"
        await press(pilot, "alt+в")
        await until(pilot, lambda: sqlite_office.call(list_drafts) == ())


async def test_a_draft_is_kept_while_one_types(sqlite_office: Office) -> None:
    async with opened(sqlite_office, ClientFormScreen) as pilot:
        await press(pilot, *"4567")
        await until(pilot, lambda: any("4567" in one.body for one in sqlite_office.call(list_drafts)))
