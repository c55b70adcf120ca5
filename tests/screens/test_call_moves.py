"""A call is moved to another client by F7, with a reason; both clients' cards tell it."""

import pytest

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.screens.call import CallScreen
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.move_form import MoveForm
from crm_tui.usecases.calls import CallFilter, list_calls, show_call
from crm_tui.usecases.drafts import list_drafts
from crm_tui.usecases.office import Office
from crm_tui.usecases.talks import show_talk
from crm_tui.widgets.form import Form
from tests.factories import Make
from tests.golden.dump import text_of
from tests.screens.office import opened, press


@pytest.fixture
def operator(sqlite_make: Make) -> Actor:
    return sqlite_make.actor(Role.SPECIALIST, extensions=("201",), full_name="Оксана Ковальчук")


@pytest.fixture
def office(sqlite_office: Office, operator: Actor) -> Office:
    return sqlite_office.as_actor(operator)


async def test_a_call_back_goes_on_the_talk_of_the_matter(
    office: Office, sqlite_make: Make, operator: Actor
) -> None:
    client = sqlite_make.client("Ромашка")
    call = sqlite_make.call(client_id=client.id)
    sqlite_make.hung_up(call.id, operator.id, 60_000)
    async with opened(office, lambda: CallScreen(call.id or 0)) as pilot:
        await press(pilot, "f6")
        assert isinstance(pilot.app.screen, CallScreen), "no talk yet: that is told"
        talk = sqlite_make.talk(client, operator)
        await press(pilot, "f6")
        assert isinstance(pilot.app.screen, ChoicePick)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CallScreen)
        assert "1:00" in text_of(pilot.app)[-2]
    assert office.call(show_talk, talk_id=talk.id).talk_ms == 60_000


async def test_a_call_moves_with_a_reason_and_what_was_typed_survives_leaving(
    office: Office, sqlite_make: Make, operator: Actor
) -> None:
    wrong, right = sqlite_make.client("Ромашка"), sqlite_make.client("Волошка")
    sqlite_make.service("Супровід BAS")
    call = sqlite_make.call(client_id=wrong.id)
    sqlite_make.hung_up(call.id, operator.id, 60_000)
    sqlite_make.talk(wrong, operator, call_id=call.id)
    async with opened(office, lambda: CallScreen(call.id or 0)) as pilot:
        await press(pilot, "f7")
        assert isinstance(pilot.app.screen, MoveForm)
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, MoveForm), "refused without a reason, and it stays open"
        await press(pilot, *"не той", "f7")
        assert isinstance(pilot.app.screen, ClientPick)
        await press(pilot, *"воло", "enter", "f3", *"BAS", "enter", "escape")
        assert isinstance(pilot.app.screen, CallScreen)
        await press(pilot, "f7")
        assert isinstance(pilot.app.screen, MoveForm)
        assert pilot.app.screen.query_one(Form).values()["reason"] == "не той"
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, CallScreen)
        shown = "\n".join(text_of(pilot.app))
        assert "Ромашка → Волошка" in shown
        assert "не той" in shown
    assert office.call(list_drafts) == ()
    (row,) = office.call(list_calls, wanted=CallFilter(client_id=right.id)).rows
    assert office.call(show_call, call_id=row.id).talks[0].service is not None
    for client, words in ((wrong, "перенесено до Волошка"), (right, "перенесено від Ромашка")):
        async with opened(office, lambda: ClientCardScreen(client.id or 0, tab=4), (120, 36)) as pilot:  # noqa: B023
            await press(pilot, "end")
            shown = "\n".join(text_of(pilot.app))
            assert words in shown
            assert "не той" in shown
