"""The phone rings: the pop-up opens, waits, goes; what it tells; two calls, two screens."""

from datetime import date, timedelta

import pytest

from crm_tui.domain.kinds import CommandKind, CommandState, RingState, Role
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.ring_popup import RingPopup
from crm_tui.screens.talk import TalkScreen
from crm_tui.store.engine import Store
from crm_tui.store.scope import write_scope
from crm_tui.store.tables import PbxCommand
from crm_tui.usecases.journal import note_pbx_state
from crm_tui.usecases.office import Office
from crm_tui.widgets.form import Form
from crm_tui.widgets.line_view import Line, LineView
from tests.conftest import Clock
from tests.factories import SETUP, Make
from tests.golden.dump import settle, text_of
from tests.screens.desk_app import DeskApp, Typing, listening, screen_text, until
from tests.screens.phone import NUMBER, Phone

SIZES = [(80, 24), (120, 36)]


both_stores = pytest.mark.parametrize("store", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    """SQLite, and Postgres too where a test says so: each costs a start of the app."""
    opened: Store = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_store")
    return opened


@pytest.fixture
def operator(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, extensions=("201",), full_name="Оксана Ковальчук")


@pytest.fixture
def mine(office: Office, operator: Actor) -> Office:
    return office.as_actor(operator)


@pytest.fixture
def phone(make: Make, operator: Actor) -> Phone:
    return Phone(make, operator)


def office_of_a_client(make: Make, clock: Clock, operator: Actor) -> None:
    client = make.client("Ромашка", tax_code="99000011")
    make.phone(NUMBER, contact=make.contact("Олена Петренко", clients=(client,)))
    make.warning(client, text="Борг за січень \x1b[31m")
    service = make.service("M.E.Doc Звітність")
    manager = make.employee(full_name="Ірина Мельник")
    make.client_service(client, service, manager_id=manager.id, valid_to=date(2026, 3, 20))
    for day in range(4):
        make.talk(client, operator, text=f"розмова {day}", service_id=service.id,
                  started_at=clock() - timedelta(days=9 - day))  # fmt: skip
    make.task(client, title="Виставити рахунок", due_on=date(2026, 2, 27), assignee_id=operator.id)


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_paint_of_the_first_ring_tells_who_calls(
    mine: Office, make: Make, clock: Clock, phone: Phone, operator: Actor, size: tuple[int, int]
) -> None:
    """The view has no size before it is shown; lines made for a likely one need not be made anew."""
    office_of_a_client(make, clock, operator)
    filled: list[tuple[Line, ...]] = []
    app = DeskApp(mine)
    async with app.run_test(size=size) as pilot:
        await listening(pilot, app)
        assert app.desk is not None
        view = app.desk.popup.query_one(LineView)
        shown = view.show
        view.show = lambda lines: (filled.append(tuple(lines)), shown(lines))[1]  # type: ignore[method-assign]
        phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
    assert "Ромашка  99000011" in "".join(line.text for line in filled[0])
    assert filled[0] == filled[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_known_caller_is_shown_with_all_that_is_known(
    mine: Office, make: Make, clock: Clock, phone: Phone, operator: Actor, size: tuple[int, int]
) -> None:
    office_of_a_client(make, clock, operator)
    app = DeskApp(mine)
    async with app.run_test(size=size) as pilot:
        await listening(pilot, app)
        phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        text = screen_text(app)
        for words in (
            "ДЗВОНИТЬ", "050 000-01-01", "Ромашка  99000011", "Олена Петренко, бухгалтер", "! Борг за січень",
            "Ірина Мельник", "розмова 3", "розмова 1", "Виставити рахунок", "20.03.2026", "18 днів",
        ):  # fmt: skip
            assert words in text
        assert "розмова 0" not in text
        assert "\x1b" not in text
        assert all(len(line) <= size[0] for line in text_of(app))


async def test_the_ring_time_runs_and_stops_with_the_call(
    mine: Office, make: Make, clock: Clock, phone: Phone
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        clock.tick(5)
        await until(pilot, lambda: "ДЗВОНИТЬ 0:05" in screen_text(app))
        phone.answer(row)
        await until(pilot, lambda: "РОЗМОВА 0:00" in screen_text(app))
        clock.tick(62)
        await until(pilot, lambda: "РОЗМОВА 1:02" in screen_text(app))
        phone.end(row)
        await until(pilot, lambda: "ДЗВІНОК ЗАВЕРШЕНО 1:02" in screen_text(app))
        assert app.desk is not None
        assert app.desk.popup._ticking is None


async def test_half_typed_text_keeps_its_keys_and_one_key_opens_the_pop_up(
    mine: Office, make: Make, phone: Phone
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine, Typing())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await pilot.press("а", "б")
        field = app.focused
        phone.ring()
        await until(pilot, lambda: "F4: дзвонить Ромашка" in text_of(app)[0])
        assert app.focused is field
        await pilot.press("в")
        assert app.screen.query_one("Input").value == "абв"
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, RingPopup))
        assert app.focused is field
        assert "дзвонить Ромашка" in text_of(app)[0]


@both_stores
async def test_a_call_answered_elsewhere_goes_away_and_says_by_whom(
    mine: Office, make: Make, phone: Phone
) -> None:
    make.known("Ромашка", NUMBER)
    make.employee(full_name="Ірина Мельник", extensions=("202",))
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        phone.tell(row, state=RingState.ANSWERED_ELSEWHERE, answered_by="202")
        await until(pilot, lambda: not isinstance(app.screen, RingPopup))
        await until(pilot, lambda: "Ірина Мельник" in screen_text(app))


async def test_a_missed_call_says_so_and_stays_announced(mine: Office, make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        phone.end(row, RingState.MISSED)
        await until(pilot, lambda: "ПРОПУЩЕНО" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "пропущений дзвінок, Ромашка" in text_of(app)[0])


async def test_a_second_call_waits_beside_the_first(mine: Office, make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    make.known("Волошка", "+380500000202")
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        phone.ring("+380500000202")
        await until(pilot, lambda: "Дзвінок 1 з 2" in screen_text(app))
        assert "F4: дзвонить Волошка" in screen_text(app)
        await pilot.press("f6")
        await until(pilot, lambda: "050 000-02-02" in screen_text(app))
        assert "Ромашка" not in screen_text(app)


@both_stores
async def test_a_call_that_is_over_keeps_no_new_one_from_opening(
    mine: Office, make: Make, phone: Phone
) -> None:
    make.known("Ромашка", NUMBER)
    make.known("Волошка", "+380500000202")
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        first = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        phone.answer(first)
        await until(pilot, lambda: "РОЗМОВА" in screen_text(app))
        await pilot.press("escape")
        phone.end(first)
        await until(pilot, lambda: "дзвінок завершено, Ромашка" in screen_text(app))
        phone.ring("+380500000202")
        await until(pilot, lambda: isinstance(app.screen, RingPopup) and "Волошка" in screen_text(app))
        assert "Дзвінок 2 з 2" in screen_text(app)


async def test_while_he_talks_a_new_call_opens_nothing(mine: Office, make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    make.known("Волошка", "+380500000202")
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.answer(phone.ring())
        await until(pilot, lambda: "РОЗМОВА" in screen_text(app))
        await pilot.press("escape")
        phone.ring("+380500000202")
        await until(pilot, lambda: "F4: дзвонить Волошка" in screen_text(app))
        assert not isinstance(app.screen, RingPopup)


async def test_handing_over_is_offered_while_one_talks(mine: Office, make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        assert "Передати" not in screen_text(app)
        phone.answer(row)
        await until(pilot, lambda: "F5 Передати" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        assert "F5 Передати" in screen_text(app)
        phone.end(row)
        await until(pilot, lambda: "тривалість розмови" in screen_text(app))
        assert "Передати" not in screen_text(app)


async def test_of_two_screens_of_one_person_one_opens(mine: Office, make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    one, other = DeskApp(mine), DeskApp(mine)
    async with one.run_test(size=(80, 24)) as first, other.run_test(size=(80, 24)) as second:
        await listening(first, one)
        await listening(second, other)
        phone.ring()
        await until(first, lambda: isinstance(one.screen, RingPopup) or isinstance(other.screen, RingPopup))
        await settle(second)
        await settle(first)
        assert isinstance(one.screen, RingPopup) != isinstance(other.screen, RingPopup)


@both_stores
async def test_clients_that_share_the_number_are_listed_and_one_is_chosen(
    mine: Office, make: Make, phone: Phone, clock: Clock, operator: Actor
) -> None:
    old, recent = make.client("Волошка"), make.client("Ромашка")
    make.phone(NUMBER, contact=make.contact("Олена Петренко", clients=(old, recent)))
    make.talk(old, operator, started_at=clock() - timedelta(days=90), text="давня")
    make.talk(recent, operator, started_at=clock() - timedelta(days=2), text="недавня")
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        lines = text_of(app)
        assert "виберіть ↑ ↓" in screen_text(app)
        rows = [next(n for n, line in enumerate(lines) if name in line) for name in ("Ромашка", "Волошка")]
        assert rows == sorted(rows)
        await pilot.press("down")
        await until(pilot, lambda: "давня" in screen_text(app) and "недавня" not in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        assert "Волошка" in screen_text(app)
    with make.store.engine.connect() as connection:
        assert (
            connection.exec_driver_sql(f"select client_id from call where id={row.call_id}").scalar()
            == old.id
        )
        assert connection.exec_driver_sql("select client_id from caller_choice").scalar() == old.id


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+380509999999", "Цього номера немає в жодній картці"),
        ("anonymous", "Номер приховано"),
        ("202", "Ірина Мельник"),
    ],
)
async def test_strangers_and_colleagues_are_told_in_words(
    mine: Office, make: Make, phone: Phone, number: str, words: str
) -> None:
    make.employee(full_name="Ірина Мельник", extensions=("202",))
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.ring(number, caller_name="Evil\x1b]0;name\x07")
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        assert words in screen_text(app)
        assert "\x1b" not in screen_text(app)


# --- the talk


@both_stores
async def test_from_the_ring_to_the_saved_talk_by_three_keys(
    mine: Office, make: Make, clock: Clock, phone: Phone, operator: Actor
) -> None:
    office_of_a_client(make, clock, operator)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        phone.answer(row)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await pilot.press("enter")
        await pilot.press(*"Питали про звіт")
        clock.tick(90)
        phone.end(row)
        await pilot.press("f2")
        await until(pilot, lambda: not isinstance(app.screen, TalkScreen))
        assert "Переговір збережено" in screen_text(app)
        assert text_of(app)[0].strip().startswith("Desktop")
    with make.store.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "select text, state, call_id, client_id is not null, service_id is not null"
            " from talk order by id desc"
        ).first()
    assert found == ("Питали про звіт", "saved", row.call_id, 1, 1)


async def test_notes_of_two_calls_never_mix(mine: Office, make: Make, phone: Phone) -> None:
    make.known("Ромашка", NUMBER)
    make.known("Волошка", "+380500000202")
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await pilot.press(*"перша")
        phone.ring("+380500000202")
        await until(pilot, lambda: "Волошка" in text_of(app)[0])
        await pilot.press(*" ще", "f4")
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        await pilot.press("f6")
        await until(pilot, lambda: "050 000-02-02" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen) and "Волошка" in screen_text(app))
        await pilot.press(*"друга", "f2")
        await until(pilot, lambda: "перша ще" in screen_text(app))
        await pilot.press("f2")
        await until(pilot, lambda: not isinstance(app.screen, TalkScreen))
    with make.store.engine.connect() as connection:
        texts = (
            connection.exec_driver_sql("select text from talk where state='saved' order by id")
            .scalars()
            .all()
        )
    assert texts == ["перша ще", "друга"]


@both_stores
async def test_what_is_typed_is_a_draft_in_the_store_within_a_second(
    mine: Office, make: Make, phone: Phone
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await pilot.press(*"недописане")

        def kept() -> bool:
            with make.store.engine.connect() as connection:
                query = "select count(*) from talk where text='недописане' and state='draft'"
                return connection.exec_driver_sql(query).scalar() == 1

        await until(pilot, kept)


@both_stores
async def test_the_talk_time_comes_by_itself_after_the_call(
    mine: Office, make: Make, phone: Phone, clock: Clock
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        phone.answer(row)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await until(pilot, lambda: "РОЗМОВА" in screen_text(app))
        clock.tick(185)
        phone.end(row)
        await until(pilot, lambda: "тривалість розмови 3:05" in screen_text(app))
        assert isinstance(app.screen, TalkScreen)


async def test_a_sales_talk_without_a_service_is_not_saved_and_nothing_typed_is_lost(
    mine: Office, make: Make, phone: Phone
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await pilot.press(*"текст", "f6", "f2")
        await until(
            pilot, lambda: "продажу" in screen_text(app) or "послуг" in screen_text(app).split("!")[-1]
        )
        assert isinstance(app.screen, TalkScreen)
        assert "текст" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, TalkScreen))
    with make.store.engine.connect() as connection:
        assert connection.exec_driver_sql("select text, state, kind from talk").first() == (
            "текст",
            "draft",
            "sale",
        )


# --- who is not known yet


@both_stores
async def test_an_unknown_caller_becomes_a_client_and_the_call_is_his(
    mine: Office, make: Make, phone: Phone
) -> None:
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring("+380509999999")
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        await pilot.press("insert")
        await until(
            pilot, lambda: "+380509999999" in screen_text(app) and not isinstance(app.screen, RingPopup)
        )
        form = app.screen.query_one(Form)
        form.field("full_name").query_one("Input").focus()
        await pilot.press(*"Нова фірма", "f2")
        await until(pilot, lambda: isinstance(app.screen, RingPopup) and "Нова фірма" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        assert "Нова фірма" in screen_text(app)
    with make.store.engine.connect() as connection:
        query = "select client.full_name from call join client on client.id=client_id where call.id="
        query += str(row.call_id)
        assert connection.exec_driver_sql(query).scalar() == "Нова фірма"


async def test_an_unknown_number_is_put_on_a_card_that_is_there(
    mine: Office, make: Make, phone: Phone
) -> None:
    client = make.client("Ромашка")
    earlier = make.call(number="0509999999", e164="+380509999999")
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.ring("+380509999999")
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, ClientPick))
        await pilot.press(*"hjvfi")
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RingPopup) and "Ромашка" in screen_text(app))
    with make.store.engine.connect() as connection:
        query = f"select client_id from call where id={earlier.id}"
        assert connection.exec_driver_sql(query).scalar() == client.id


async def test_a_locked_screen_announces_the_number_and_no_name(
    mine: Office, make: Make, phone: Phone
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        app.keeper.lock()
        await until(pilot, lambda: app.locked)
        phone.ring()
        await until(pilot, lambda: "дзвонить 050 000-01-01" in text_of(app)[0])
        assert "Ромашка" not in screen_text(app)
        await pilot.press("f4")
        await settle(pilot)
        assert app.locked
        assert not isinstance(app.screen, RingPopup)


async def test_the_top_line_tells_how_the_pbx_stands(mine: Office, office: Office, make: Make) -> None:
    make.own_entity(short_name="Облік-Сервіс")
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Облік-Сервіс" in text_of(app)[0])
        listener = office.as_actor(system_actor("pbx"))
        listener.call(note_pbx_state, state="up", detail="")
        await until(pilot, lambda: "АТС ✓" in text_of(app)[0])
        listener.call(note_pbx_state, state="refused", detail="")
        await until(pilot, lambda: "не приймає пароль" in text_of(app)[0])


async def test_the_talk_keys_work_under_the_ukrainian_layout_and_in_the_text_box(
    mine: Office, make: Make, phone: Phone
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TalkScreen))
        await pilot.press("ї", "f6")
        await until(pilot, lambda: "‹ продаж ›" in screen_text(app))
        await pilot.press("f6", "ctrl+і")
        await until(pilot, lambda: "Переговір збережено" in screen_text(app))
    with make.store.engine.connect() as connection:
        assert connection.exec_driver_sql("select text, kind from talk").first() == ("ї", "support")


async def test_a_call_handed_over_is_over_for_its_giver_though_the_client_talks_on(
    mine: Office, make: Make, clock: Clock, phone: Phone, operator: Actor
) -> None:
    make.known("Ромашка", NUMBER)
    app = DeskApp(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        row = phone.ring()
        await until(pilot, lambda: isinstance(app.screen, RingPopup))
        phone.answer(row)
        await until(pilot, lambda: "РОЗМОВА" in screen_text(app))
        clock.tick(30)
        wish = make.save(
            PbxCommand(kind=CommandKind.ATTENDED_TRANSFER, state=CommandState.SENT, employee_id=operator.id,
                       extension="201", channel_uid="x", digits="202", call_id=row.call_id, asked_at=clock())
        )  # fmt: skip
        phone.hand_over(row)
        await until(pilot, lambda: "РОЗМОВА" in screen_text(app))
        with write_scope(make.store, SETUP, act="test", now=clock()) as unit:
            known = unit.lock(PbxCommand, wish.id)
            assert known is not None
            unit.change(known, state=CommandState.DONE)
            unit.notify(f"op.{operator.id}", row.id)
        await until(pilot, lambda: "ДЗВІНОК ЗАВЕРШЕНО 0:30" in screen_text(app))
