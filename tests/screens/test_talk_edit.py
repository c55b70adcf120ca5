"""A saved talk is put right by its author; a talk is written from the list of calls."""

import pytest

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.screens.calls import CallsScreen
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.conflict import ConflictDialog
from crm_tui.screens.service_history import ServiceHistoryScreen
from crm_tui.screens.talk import TalkScreen
from crm_tui.screens.talk_edit import TalkEditScreen
from crm_tui.store.tables import Client, Service
from crm_tui.usecases.drafts import list_drafts
from crm_tui.usecases.office import Office
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.talks import TalkFields, TalkRow, add_talk, edit_talk, show_talk
from crm_tui.widgets.form import Form
from tests.factories import Make
from tests.golden.dump import text_of
from tests.screens.desk_app import DeskApp, listening, screen_text, until
from tests.screens.office import opened, press

LONG = "Питали про звіт. " * 20 + "Кінець розмови."


@pytest.fixture
def operator(sqlite_make: Make) -> Actor:
    return sqlite_make.actor(Role.SPECIALIST, extensions=("201",), full_name="Оксана Ковальчук")


@pytest.fixture
def office(sqlite_office: Office, operator: Actor) -> Office:
    return sqlite_office.as_actor(operator)


@pytest.fixture
def client(sqlite_make: Make) -> Client:
    return sqlite_make.client("Ромашка")


@pytest.fixture
def service(sqlite_make: Make) -> Service:
    return sqlite_make.service("M.E.Doc Звітність")


@pytest.fixture
def talk(office: Office, sqlite_make: Make, client: Client, service: Service) -> TalkRow:
    sqlite_make.service("Ключі підпису")
    fields = TalkFields(client_id=client.id, service_id=service.id, kind="support", text=LONG)  # type: ignore[arg-type]
    return office.call(add_talk, fields=fields)


def history(client: Client, service: Service) -> ServiceHistoryScreen:
    return ServiceHistoryScreen(Named(client.id or 0, "Ромашка"), Named(service.id or 0, service.name))


@pytest.mark.parametrize("where", ["card", "history"])
async def test_its_author_opens_a_talk_with_all_its_words_and_puts_it_right(
    office: Office, client: Client, service: Service, talk: TalkRow, where: str
) -> None:
    def first() -> ClientCardScreen | ServiceHistoryScreen:
        return ClientCardScreen(client.id or 0, tab=3) if where == "card" else history(client, service)

    async with opened(office, first) as pilot:
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, TalkEditScreen)
        assert pilot.app.screen.query_one(Form).values()["text"] == LONG
        await press(pilot, *" Так.", "f3", *"Ключ", "enter", "f2")
        assert not isinstance(pilot.app.screen, TalkEditScreen)
    now = office.call(show_talk, talk_id=talk.id)
    assert now.text == LONG + " Так."
    assert now.service is not None
    assert now.service.name == "Ключі підпису"
    assert office.call(list_drafts) == ()


async def test_anothers_talk_is_not_opened_and_that_is_told(
    sqlite_office: Office, client: Client, talk: TalkRow
) -> None:
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0, tab=3)) as pilot:
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, ClientCardScreen)
        assert any("лише" in line or "тільки" in line for line in text_of(pilot.app)), text_of(pilot.app)


async def test_two_screens_of_one_person_lose_nothing_of_a_talk(
    office: Office, sqlite_make: Make, talk: TalkRow, client: Client
) -> None:
    other = sqlite_make.service("Каса")
    async with opened(office, lambda: TalkEditScreen(talk)) as pilot:
        await press(pilot, *" Моє.", "f3", *"Ключ", "enter")
        elsewhere = TalkFields(
            kind=talk.kind, client_id=client.id, service_id=other.id, result="Вирішено", text=LONG
        )
        office.call(edit_talk, talk_id=talk.id, version=talk.version, fields=elsewhere)
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, ConflictDialog)
        text = "\n".join(text_of(pilot.app))
        for words in ("Каса", "Ключі підпису", "Вирішено"):
            assert words in text
        # The service of the other screen, the words of this one.
        await press(pilot, "space", "f2")
    now = office.call(show_talk, talk_id=talk.id)
    assert (now.service.name if now.service else "", now.result) == ("Каса", "Вирішено")
    assert now.text == LONG + " Моє."


async def test_a_half_changed_talk_comes_back_with_its_service(office: Office, talk: TalkRow) -> None:
    async with opened(office, lambda: TalkEditScreen(talk)) as pilot:
        await press(pilot, *" Ще.", "f3", *"Ключ", "enter", "escape")
    async with opened(office, lambda: TalkEditScreen(talk)) as pilot:
        values = pilot.app.screen.query_one(Form).values()
        assert values["text"] == LONG + " Ще."
        assert any("Ключі підпису" in line for line in text_of(pilot.app))
        await press(pilot, "f2")
    now = office.call(show_talk, talk_id=talk.id)
    assert now.service is not None
    assert now.service.name == "Ключі підпису"


@pytest.mark.parametrize("key", ["insert", "t", "е"])
async def test_a_talk_about_the_call_under_the_cursor_is_one_key_away(
    office: Office, operator: Actor, sqlite_make: Make, key: str
) -> None:
    client = sqlite_make.known("Ромашка", "+380500000101")
    call = sqlite_make.call(client_id=client.id)
    sqlite_make.leg(call, employee_id=operator.id)
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        assert isinstance(app.screen, TalkScreen)
        assert app.screen.draft.call_id == call.id
        assert app.screen.draft.client == Named(client.id or 0, "Ромашка")
