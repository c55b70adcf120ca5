"""The calls workspace: the journal and its filter, missed callers, a call opened, live lists."""

from datetime import timedelta

import pytest

from crm_tui.domain.kinds import CallResult, Direction, RingState, Role, TransferKind
from crm_tui.domain.permissions import Actor
from crm_tui.screens.call import CallScreen
from crm_tui.screens.call_filter import CallFilterDialog, CallsWanted
from crm_tui.screens.call_rows import CallRows, age
from crm_tui.screens.calls import CallsScreen
from crm_tui.screens.client_pick import ClientPick
from crm_tui.store.scope import write_scope
from crm_tui.store.tables import CallTransfer
from crm_tui.usecases.calls import CallFilter
from crm_tui.usecases.missed_calls import mark_handled
from crm_tui.usecases.office import Office
from crm_tui.widgets.form import Form
from crm_tui.widgets.row_window import PageRequest
from crm_tui.widgets.virtual_list import VirtualList
from tests.conftest import Clock
from tests.factories import SETUP, Make
from tests.screens.desk_app import DeskApp, listening, screen_text, until


@pytest.fixture
def make(sqlite_make: Make) -> Make:
    return sqlite_make


@pytest.fixture
def operator(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, extensions=("201",), full_name="Оксана Ковальчук")


@pytest.fixture
def office(sqlite_office: Office, operator: Actor) -> Office:
    return sqlite_office.as_actor(operator)


def some_calls(make: Make, clock: Clock, operator: Actor) -> None:
    client = make.known("Ромашка", "+380500000101")
    first = make.call(client_id=client.id, started_at=clock() - timedelta(days=1))
    make.leg(first, employee_id=operator.id)
    for minutes in (50, 40, 5):
        make.call(number="+380509999999", e164="+380509999999", caller_name="Хтось", result=CallResult.MISSED,
                  answered_at=None, talk_ms=0, started_at=clock() - timedelta(minutes=minutes))  # fmt: skip
    make.call(direction=Direction.OUTGOING, started_at=clock() - timedelta(minutes=2))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_journal_shows_calls_and_the_missed_ones_one_line_a_caller(
    office: Office, make: Make, clock: Clock, operator: Actor, size: tuple[int, int]
) -> None:
    some_calls(make, clock, operator)
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        assert screen_text(app).count("050 999-99-99") == 3
        assert "→ прийнято" in screen_text(app)
        assert "← прийнято" in screen_text(app)
        await until(pilot, lambda: "Пропущені 1" in screen_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: "×3" in screen_text(app))
        assert screen_text(app).count("050 999-99-99") == 1
        assert "5 хвилин" in screen_text(app)
        await pilot.press("delete")
        await until(pilot, lambda: "Ніхто не чекає" in screen_text(app))


async def test_the_filter_by_result_day_and_person(
    office: Office, make: Make, clock: Clock, operator: Actor
) -> None:
    some_calls(make, clock, operator)
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, CallFilterDialog))
        app.screen.query_one(Form).fill({"result": "missed", "first": "02.03", "last": "2.3.26"})
        await pilot.press("f2")
        await until(pilot, lambda: "02.03.2026, пропущено" in screen_text(app))
        assert "Ромашка" not in screen_text(app)
        assert screen_text(app).count("050 999-99-99") == 3
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, CallFilterDialog))
        app.screen.query_one(Form).fill({"first": "31.31"})
        await pilot.press("f2")
        await until(pilot, lambda: "31.31" in screen_text(app) and "не день" in screen_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: "усі дзвінки" in screen_text(app))
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, CallFilterDialog))
        app.screen.query_one(Form).fill({"person": str(operator.id)})
        await pilot.press("f2")
        await until(pilot, lambda: "Ромашка" in screen_text(app) and "050 999" not in screen_text(app))


async def test_an_opened_call_shows_rings_legs_transfers_and_times(
    office: Office, make: Make, clock: Clock, operator: Actor
) -> None:
    other = make.actor(Role.MANAGER, extensions=("202",), full_name="Ірина Мельник")
    client = make.known("Ромашка", "+380500000101")
    call = make.call(client_id=client.id, queue="support")
    make.ring(call, operator, state=RingState.ANSWERED)
    make.ring(call, other, extension="202", state=RingState.ANSWERED_ELSEWHERE, answered_by="201")
    make.leg(call, employee_id=operator.id, talk_ms=45_000, hold_ms=5_000)
    make.leg(call, "202", employee_id=other.id, talk_ms=15_000)
    make.save(CallTransfer(call_id=call.id, position=1, kind=TransferKind.BLIND, by_extension="201",
                           to_extension="202", by_employee_id=operator.id, to_employee_id=other.id,
                           at=clock() + timedelta(seconds=50)))  # fmt: skip
    make.talk(client, operator, call_id=call.id, text="Питали про звіт")
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen) and "Ромашка" in screen_text(app))
        text = screen_text(app)
        for words in (
            "вхідний → 050 000-01-01", "черга support", "Оксана Ковальчук (201): прийнято",
            "прийняли на іншому",
            "розмова 0:45", "утримання 0:05", "Оксана Ковальчук → Ірина Мельник: сліпе переключення",
            "Питали про звіт",
        ):  # fmt: skip
            assert words in text
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CallsScreen))


async def test_a_call_is_given_to_a_client_and_the_others_of_its_number_follow(
    office: Office, make: Make, clock: Clock, operator: Actor
) -> None:
    some_calls(make, clock, operator)
    make.client("Волошка")
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("down", "f7")
        await until(pilot, lambda: isinstance(app.screen, ClientPick))
        await pilot.press(*"воло")
        await until(pilot, lambda: "Волошка" in screen_text(app))
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(app.screen, CallsScreen) and screen_text(app).count("Волошка") >= 3
        )


async def test_a_new_call_appears_by_itself(
    office: Office, make: Make, clock: Clock, operator: Actor
) -> None:
    some_calls(make, clock, operator)
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        call = make.call(number="+380671234567", e164="+380671234567")
        with write_scope(make.store, SETUP, act="test", now=clock()) as unit:
            unit.notify("calls", call.id)
        await until(pilot, lambda: "067 123-45-67" in screen_text(app))


def test_the_pages_of_the_journal_join_without_holes_in_both_directions(
    office: Office, make: Make, clock: Clock
) -> None:
    # Several calls of one moment: the place of a call is its time and its id.
    made = [make.call(started_at=clock() - timedelta(minutes=n // 3)).id for n in range(23)]
    rows = CallRows(office, CallFilter())
    down = list(rows.fetch(PageRequest(5, edge="start")).rows)
    while (page := rows.fetch(PageRequest(5, after=down[-1].key))).rows:
        down += page.rows
    up = list(rows.fetch(PageRequest(5, edge="end")).rows)
    while (page := rows.fetch(PageRequest(5, before=up[0].key))).rows:
        up = [*page.rows, *up]
    assert [row.id for row in down] == [row.id for row in up]
    assert sorted(row.id for row in down) == sorted(made)  # type: ignore[type-var]
    assert rows.fetch(PageRequest(1, after=down[7].key, inclusive=True)).rows[0].id == down[7].id
    assert rows.fetch(PageRequest(1, before=down[7].key, inclusive=True)).rows[0].id == down[7].id


@pytest.mark.parametrize(
    ("seconds", "words"), [(59, "0 хвилин"), (61, "1 хвилина"), (3 * 3600, "3 години"), (5 * 86400, "5 днів")]
)
def test_age_is_told_in_the_largest_unit(seconds: int, words: str) -> None:
    from crm_tui.i18n import set_language

    set_language("uk")
    assert age(seconds) == words


def test_the_filter_is_told_in_words() -> None:
    assert CallsWanted(result=CallResult.MISSED).filter().result is CallResult.MISSED
    assert CallsWanted().filter() == CallFilter()


async def test_the_cursor_stays_when_others_change_the_journal(
    office: Office, make: Make, clock: Clock, operator: Actor
) -> None:
    some_calls(make, clock, operator)
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("down", "down")
        rows = app.screen.query_one(VirtualList)
        here = rows.current
        assert here is not None
        call = make.call(number="+380671234567", e164="+380671234567")
        with write_scope(make.store, SETUP, act="test", now=clock()) as unit:
            unit.notify("calls", call.id)
        await until(pilot, lambda: "067 123-45-67" in screen_text(app))
        assert rows.current is not None
        assert rows.current.id == here.id


async def test_many_missed_callers_are_ticked_and_settled_at_once(
    office: Office, make: Make, clock: Clock
) -> None:
    for place, number in enumerate(("+380501111111", "+380502222222", "+380503333333")):
        make.call(number=number, e164=number, result=CallResult.MISSED, answered_at=None, talk_ms=0,
                  started_at=clock() - timedelta(minutes=place + 1))  # fmt: skip
    app = DeskApp(office, CallsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Пропущені 3" in screen_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: "050 333-33-33" in screen_text(app))
        for ticks in (1, 2):
            await pilot.press("insert")
            await until(pilot, lambda ticks=ticks: screen_text(app).count("√") == ticks)
        await pilot.press("delete")
        await until(pilot, lambda: "Пропущені 1" in screen_text(app))
        assert "050 333-33-33" in screen_text(app)
        assert "√" not in screen_text(app)


async def test_who_waits_to_be_called_back_is_told_on_every_screen(
    office: Office, make: Make, clock: Clock, operator: Actor
) -> None:
    app = DeskApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        lost = make.call(result=CallResult.MISSED, answered_at=None, talk_ms=0)
        with write_scope(make.store, SETUP, act="test", now=clock()) as unit:
            unit.notify("calls", lost.id)
        await until(pilot, lambda: "Пропущені: 1" in screen_text(app))
        office.call(mark_handled)
        await until(pilot, lambda: "Пропущені" not in screen_text(app))
