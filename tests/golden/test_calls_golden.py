"""The pop-up, the talk and the calls workspace, as they stand."""

from datetime import date, timedelta

import pytest

from crm_tui.domain.kinds import CallResult, Direction, RingState, Role, TagColour, TransferKind
from crm_tui.domain.permissions import Actor
from crm_tui.screens.call import CallScreen
from crm_tui.screens.calls import CallsScreen
from crm_tui.screens.ring_popup import RingPopup
from crm_tui.screens.talk import TalkScreen
from crm_tui.store.engine import Store
from crm_tui.store.tables import CallTransfer
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.desk_app import DeskApp, Typing, listening, screen_text, until
from tests.screens.phone import NUMBER, Phone

SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def make(sqlite_store: Store, clock: Clock) -> Make:
    return Make(sqlite_store, clock)


@pytest.fixture
def operator(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, extensions=("201",), full_name="Оксана Ковальчук", login="oksana")


@pytest.fixture
def office(sqlite_store: Store, operator: Actor, clock: Clock) -> Office:
    return Office(store=sqlite_store, settings=sqlite_store.settings, actor=operator, clock=clock)


@pytest.fixture
def phone(make: Make, operator: Actor) -> Phone:
    return Phone(make, operator)


def romashka(make: Make, clock: Clock, operator: Actor) -> None:
    client = make.client("Ромашка", tax_code="00032112")
    make.phone(NUMBER, contact=make.contact("Олена Петренко", clients=(client,)))
    make.warning(client, text="Борг за січень, рахунки лише після оплати")
    make.tagged("боржник", client, sign="!", colour=TagColour.RED)
    make.tagged("vip", client)
    medoc, support = make.service("M.E.Doc Звітність"), make.service("Супровід BAS")
    manager = make.employee(full_name="Ірина Мельник")
    make.client_service(client, medoc, manager_id=manager.id, valid_to=date(2026, 3, 20))
    make.client_service(client, support, manager_id=manager.id, valid_to=date(2026, 12, 31))
    for day, text in enumerate(("Оновили довідники", "Не відкривається звіт", "Питали про ПДВ")):
        make.talk(client, operator, text=text, service_id=medoc.id,
                  started_at=clock() - timedelta(days=9 - 3 * day))  # fmt: skip
    make.task(client, title="Виставити рахунок", due_on=date(2026, 2, 27), assignee_id=operator.id)
    make.task(client, title="Нагадати про звіт", due_on=date(2026, 3, 10), assignee_id=operator.id)


@pytest.mark.parametrize("size", SIZES)
async def test_pop_up(
    colours: str,
    size: tuple[int, int],
    office: Office,
    make: Make,
    clock: Clock,
    phone: Phone,
    operator: Actor,
) -> None:
    romashka(make, clock, operator)
    app = DeskApp(office)
    async with app.run_test(size=size) as pilot:
        await listening(pilot, app)
        clock.tick(-7)
        phone.ring(queue="support", did="0442000000")
        clock.tick(7)
        await until(pilot, lambda: isinstance(app.screen, RingPopup) and "0:07" in screen_text(app))
        check(app, "pop-up", colours)


@pytest.mark.parametrize("size", SIZES)
async def test_pop_up_of_a_shared_number(
    colours_256: str,
    size: tuple[int, int],
    office: Office,
    make: Make,
    clock: Clock,
    phone: Phone,
    operator: Actor,
) -> None:
    firms = tuple(make.client(name) for name in ("Волошка", "Ромашка", "Ялинка", "Їжак"))
    make.phone(NUMBER, contact=make.contact("Олена Петренко", clients=firms))
    make.tagged("боржник", firms[1], sign="!", colour=TagColour.RED)
    for n, firm in enumerate(firms):
        make.talk(firm, operator, started_at=clock() - timedelta(days=3 + n), text=f"Розмова {n}")
    app = DeskApp(office)
    async with app.run_test(size=size) as pilot:
        await listening(pilot, app)
        phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup) and "Розмова 0" in screen_text(app))
        check(app, "pop-up-shared", colours_256)


async def test_pop_up_of_a_stranger(colours_256: str, office: Office, phone: Phone) -> None:
    app = DeskApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.ring("+380509999999", caller_name="Kyivstar user")
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        check(app, "pop-up-stranger", colours_256)


@pytest.mark.parametrize("size", SIZES)
async def test_talk(
    colours_256: str,
    size: tuple[int, int],
    office: Office,
    make: Make,
    clock: Clock,
    phone: Phone,
    operator: Actor,
) -> None:
    romashka(make, clock, operator)
    app = DeskApp(office)
    async with app.run_test(size=size) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        phone.answer(row)
        await until(pilot, lambda: "РОЗМОВА" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        check(app, "talk-service", colours_256)
        await pilot.press("1", *"Питали про звіт")
        make.known("Волошка", "+380500000202")
        phone.ring("+380500000202")
        await until(pilot, lambda: "F4: дзвонить Волошка" in screen_text(app))
        check(app, "talk-announced", colours_256)


async def test_announcing(colours: str, office: Office, make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(office, Typing())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await pilot.press("а")
        phone.ring()
        await until(pilot, lambda: "F4: дзвонить Ромашка" in screen_text(app))
        check(app, "announcing", colours)


def journal(make: Make, clock: Clock, operator: Actor) -> None:
    client = make.known("Ромашка", NUMBER)
    other = make.actor(Role.MANAGER, extensions=("202",), full_name="Ірина Мельник")
    for minutes in (50, 40, 5):
        make.call(number="+380509999999", e164="+380509999999", caller_name="Kyivstar",
                  result=CallResult.MISSED, answered_at=None, talk_ms=0,
                  started_at=clock() - timedelta(minutes=minutes))  # fmt: skip
    make.call(direction=Direction.OUTGOING, started_at=clock() - timedelta(minutes=30), client_id=client.id,
              result=CallResult.NOT_ANSWERED, answered_at=None, talk_ms=0)  # fmt: skip
    call = make.call(client_id=client.id, queue="support", did="0442000000", trunk="provider",
                     started_at=clock() - timedelta(minutes=2))  # fmt: skip
    make.ring(call, operator, state=RingState.ANSWERED)
    make.ring(call, other, extension="202", state=RingState.ANSWERED_ELSEWHERE, answered_by="201")
    make.leg(call, employee_id=operator.id, talk_ms=45_000, hold_ms=5_000)
    make.leg(call, "202", employee_id=other.id, talk_ms=15_000)
    make.save(CallTransfer(call_id=call.id, position=1, kind=TransferKind.ATTENDED, by_extension="201",
                           to_extension="202", by_employee_id=operator.id, to_employee_id=other.id,
                           at=clock() - timedelta(seconds=70)))  # fmt: skip
    make.talk(client, operator, call_id=call.id, text="Питали про звіт")


@pytest.mark.parametrize("size", SIZES)
async def test_calls(
    colours_256: str, size: tuple[int, int], office: Office, make: Make, clock: Clock, operator: Actor
) -> None:
    journal(make, clock, operator)
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app) and "Пропущені 1" in screen_text(app))
        check(app, "calls", colours_256)
        await pilot.press("f6")
        await until(pilot, lambda: "Від дня" in screen_text(app))
        check(app, "calls-filter", colours_256)
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen) and "Хто розмовляв" in screen_text(app))
        check(app, "call", colours_256)
        await pilot.press("escape", "f5")
        await until(pilot, lambda: "×3" in screen_text(app))
        check(app, "calls-missed", colours_256)
