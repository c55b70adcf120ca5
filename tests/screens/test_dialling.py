"""Dialling by one key wherever a number stands, and handing a talk over from the screen."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from crm_tui.domain.kinds import CommandKind, CommandOutcome, RingState, Role
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.screens import dialling as screen_dialling
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.call import CallScreen
from crm_tui.screens.calls import CallsScreen
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.clients import ClientsScreen
from crm_tui.screens.number_pick import NumberPick
from crm_tui.screens.search import SearchDialog
from crm_tui.screens.talk import TalkScreen
from crm_tui.screens.tasks import TasksScreen
from crm_tui.screens.transfer import TransferDialog
from crm_tui.store import tables as t
from crm_tui.store.leases import acquire
from crm_tui.usecases.call_record import record_calls
from crm_tui.usecases.journal import note_pbx_state
from crm_tui.usecases.office import Office
from crm_tui.usecases.pbx_commands import answer_command, take_command
from tests.factories import Make
from tests.pbx.recorded import replayed
from tests.screens.desk_app import DeskApp, listening, screen_text, until
from tests.screens.phone import NUMBER, Phone


@pytest.fixture
def make(sqlite_make: Make) -> Make:
    return sqlite_make


@pytest.fixture
def operator(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, extensions=("201",), full_name="Оксана Ковальчук")


@pytest.fixture
def pbx(sqlite_office: Office) -> Office:
    """The listener, with the line up."""
    listener = sqlite_office.as_actor(system_actor("pbx"))
    listener.call(note_pbx_state, state="up", detail="")
    assert acquire(sqlite_office.store, "pbx", "test", seconds=3600) is not None
    return listener


@pytest.fixture
def office(sqlite_office: Office, operator: Actor, pbx: Office) -> Office:
    return sqlite_office.as_actor(operator)


def wishes(office: Office) -> list[t.PbxCommand]:
    with Session(office.store.engine) as session:
        return list(session.exec(select(t.PbxCommand).order_by(t.PbxCommand.id)).all())


def told(pbx: Office, name: str, upto: int | None = None) -> None:
    """The recorded dialling, as if the PBX told it of the newest wish."""
    pbx.call(take_command, epoch=1, sent_at=pbx.clock(), up=True)
    (facts,) = replayed(name, lambda steps: steps[:upto]).calls
    pbx.call(record_calls, changes=[(None, replace(facts, key=wishes(pbx)[-1].channel_uid))])


def lists_with_a_client(make: Make, operator: Actor) -> dict[str, Callable[[], BaseScreen[None]]]:
    client = make.known("Ромашка", NUMBER)
    make.task(client, assignee_id=operator.id)
    call = make.call(client_id=client.id)
    return {
        "clients": ClientsScreen,
        "card": lambda: ClientCardScreen(client.id or 0),
        "tasks": TasksScreen,
        "calls": CallsScreen,
        "call": lambda: CallScreen(call.id or 0),
    }


@pytest.mark.parametrize("place", ["clients", "card", "tasks", "calls", "call"])
async def test_one_key_dials_wherever_the_client_stands(
    office: Office, make: Make, operator: Actor, place: str
) -> None:
    app = DeskApp(office, lists_with_a_client(make, operator)[place]())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f11")
        await until(pilot, lambda: "Набираю: Ромашка, 050 000-01-01" in screen_text(app))
    (wish,) = wishes(office)
    assert (wish.kind, wish.digits, wish.extension) == (CommandKind.DIAL, "0500000101", "201")
    assert wish.client_id is not None
    assert (wish.task_id is not None) == (place == "tasks")


async def test_from_the_search_also_with_ukrainian_letters(
    office: Office, make: Make, operator: Actor
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(app.screen, SearchDialog))
        await pilot.press(*"ром")
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("alt+т")
        await until(pilot, lambda: len(wishes(office)) == 1)


async def test_of_several_numbers_one_is_chosen(office: Office, make: Make) -> None:
    client = make.known("Ромашка", NUMBER)
    make.phone("+380670000002", contact=make.contact("Олег Бондар", clients=(client,)))
    app = DeskApp(office, ClientsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f11")
        await until(pilot, lambda: isinstance(app.screen, NumberPick) and "Олег Бондар" in screen_text(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: wishes(office))
    assert wishes(office)[0].digits == "0670000002"


async def test_when_he_answers_one_key_opens_the_talk_of_that_call(
    office: Office, pbx: Office, make: Make
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(office, ClientsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f11")
        await until(pilot, lambda: wishes(office))
        told(pbx, "i_click_to_dial_answered")
        await until(pilot, lambda: "F4: записати переговір, Ромашка" in screen_text(app))
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await until(pilot, lambda: "F4: записати переговір" not in screen_text(app))
        assert app.screen.draft.call_id == wishes(office)[0].call_id
        assert "Ромашка" in screen_text(app)


async def test_whoever_dials_gives_up_while_the_phones_ring(
    office: Office, pbx: Office, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    # He is told at once, not by the look that comes now and then.
    monkeypatch.setattr(screen_dialling, "LOOK_EVERY", 3600)
    make.known("Ромашка", NUMBER)
    app = DeskApp(office, ClientsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f11")
        await until(pilot, lambda: "Набираю" in screen_text(app))
        told(pbx, "i_click_to_dial_answered", upto=12)
        dialling = app.desk.dialling if app.desk is not None else None
        await until(pilot, lambda: dialling and dialling.command and dialling.command.call_id)
        assert wishes(office)[0].outcome is None
        await pilot.press("alt+h")
        await until(pilot, lambda: len(wishes(office)) == 2)
    dialled, ended = wishes(office)
    assert (ended.kind, ended.channel_uid) == (CommandKind.HANG_UP, dialled.channel_uid)


@pytest.mark.parametrize(
    ("recording", "words"),
    [
        ("i_click_to_dial_client_busy", "номер зайнято"),
        ("i_click_to_dial_operator_refuses", "ваш телефон зайнятий або відхилив"),
        ("i_click_to_dial_bad_channel", "ваш телефон не підключено"),
    ],
)
async def test_why_nobody_was_reached_is_told_in_words(
    office: Office, pbx: Office, make: Make, recording: str, words: str
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(office, ClientsScreen())
    async with app.run_test(size=(100, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f11")
        await until(pilot, lambda: wishes(office))
        told(pbx, recording)
        await until(pilot, lambda: f"050 000-01-01: {words}" in screen_text(app))
        assert "Набираю" not in screen_text(app)


async def test_the_top_line_tells_of_the_dialling_before_what_was_missed(
    office: Office, pbx: Office, make: Make, operator: Actor
) -> None:
    make.known("Ромашка", NUMBER)
    phone = Phone(make, operator)
    app = DeskApp(office, ClientsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        ring = phone.ring("+380671112233")
        await until(pilot, lambda: "ДЗВОНИТЬ" in screen_text(app))
        phone.end(ring, RingState.MISSED)
        await until(pilot, lambda: "ПРОПУЩЕНО" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "F4: пропущений дзвінок" in screen_text(app))
        await pilot.press("f11")
        await until(pilot, lambda: "Набираю: Ромашка" in screen_text(app))
        told(pbx, "i_click_to_dial_answered")
        await until(pilot, lambda: "F4: записати переговір, Ромашка" in screen_text(app))
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await until(pilot, lambda: "F4: пропущений дзвінок" in screen_text(app))


async def test_a_second_dialler_is_told_who_dials_already(office: Office, make: Make) -> None:
    make.known("Ромашка", NUMBER)
    olha = office.as_actor(make.actor(Role.OPERATOR, extensions=("202",), full_name="Ольга Мельник"))
    app, other = DeskApp(office, ClientsScreen()), DeskApp(olha, ClientsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f11")
        await until(pilot, lambda: wishes(office))
        async with other.run_test(size=(80, 24)) as second:
            await listening(second, other)
            await until(second, lambda: "Ромашка" in screen_text(other))
            await second.press("f11")
            await until(second, lambda: "Оксана Ковальчук" in screen_text(other))
    assert len(wishes(office)) == 1


# --- handing over


async def talking(pilot, app: DeskApp, phone: Phone) -> None:
    """The client rings, is answered, the talk is open."""
    ring = phone.ring()
    await until(pilot, lambda: app.desk is not None and app.desk.subjects.front is not None)
    phone.answer(ring)
    await until(pilot, lambda: "РОЗМОВА" in screen_text(app))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, TalkScreen))


async def test_a_talk_is_handed_over_after_a_word_with_the_colleague(
    office: Office, pbx: Office, make: Make, operator: Actor
) -> None:
    make.known("Ромашка", NUMBER)
    ivan = make.actor(Role.SPECIALIST, extensions=("202",), full_name="Іван Петренко")
    make.actor(Role.SPECIALIST, extensions=("203",), full_name="Яна Гай")
    app = DeskApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await talking(pilot, app, Phone(make, operator))
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, TransferDialog) and "Яна Гай" in screen_text(app))
        await pilot.press(*"пет")
        await until(pilot, lambda: "Яна Гай" not in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: wishes(office))
        pbx.call(take_command, epoch=1, sent_at=pbx.clock(), up=True)
        await until(pilot, lambda: "F5 — з'єднати" in screen_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: len(wishes(office)) == 2)
        step = pbx.call(take_command, epoch=1, sent_at=pbx.clock(), up=True)
        assert step is not None
        pbx.call(answer_command, command_id=step.id)
        pbx.call(answer_command, command_id=wishes(office)[0].id, outcome=CommandOutcome.ANSWERED)
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await until(pilot, lambda: "Передано: Іван Петренко" in screen_text(app))
    begun, joined = wishes(office)
    assert (begun.kind, begun.to_employee_id) == (CommandKind.ATTENDED_TRANSFER, ivan.id)
    assert joined.kind is CommandKind.COMPLETE_TRANSFER


async def test_a_number_typed_is_handed_to_at_once_and_a_paid_one_is_refused(
    office: Office, pbx: Office, make: Make, operator: Actor
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await talking(pilot, app, Phone(make, operator))
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, TransferDialog))
        await pilot.press(*"0900123456", "f2")
        await until(pilot, lambda: "платна" in screen_text(app))
        assert wishes(office) == []
        for _ in range(10):
            await pilot.press("backspace")
        await pilot.press(*"0671112233", "f2")
        await until(pilot, lambda: wishes(office))
        pbx.call(take_command, epoch=1, sent_at=pbx.clock(), up=True)
        said = {"outcome": CommandOutcome.PBX_REFUSED, "detail": "No such\x1b[2J"}
        pbx.call(answer_command, command_id=wishes(office)[0].id, **said)
        await until(pilot, lambda: "АТС відмовила" in screen_text(app))
        assert "\x1b" not in screen_text(app)
    assert wishes(office)[0].kind is CommandKind.BLIND_TRANSFER
