"""The panel of colleagues and queues, and the wall view: what they show, open and repaint."""

from datetime import timedelta

import pytest

from crm_tui.domain.kinds import CallEnding, CallResult, PresenceState, Role
from crm_tui.domain.permissions import Actor
from crm_tui.domain.presence import PresenceFacts
from crm_tui.screens import presence_watch
from crm_tui.screens.call import CallScreen
from crm_tui.screens.calls import CallsScreen
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.gate import Gate
from crm_tui.screens.presence import PresenceScreen
from crm_tui.screens.presence_figures import calls_behind
from crm_tui.screens.presence_people import ColleagueActs
from crm_tui.screens.queue_rows import StaffDialog, WaitingDialog
from crm_tui.screens.wall import WallScreen
from crm_tui.usecases.office import Office
from crm_tui.usecases.queues import queues
from crm_tui.widgets.figure_grid import FigureGrid
from crm_tui.widgets.line_view import LineView
from crm_tui.widgets.virtual_list import VirtualList
from tests.conftest import Clock
from tests.factories import Make
from tests.screens.desk_app import DeskApp, listening, screen_text, until
from tests.screens.pretended_pbx import PretendedPbx, member, phone, waiting

S = PresenceState


@pytest.fixture
def make(sqlite_make: Make) -> Make:
    return sqlite_make


@pytest.fixture
def olena(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, extensions=("201",), full_name="Олена Коваль")


@pytest.fixture
def office(sqlite_office: Office, olena: Actor) -> Office:
    return sqlite_office.as_actor(olena)


@pytest.fixture
def pbx(office: Office) -> PretendedPbx:
    return PretendedPbx(office)


@pytest.fixture
def busy(office: Office, pbx: PretendedPbx, make: Make, clock: Clock) -> PretendedPbx:
    """Olena is free, Ivan talks with Ромашка, somebody waits for a minute; a third of the calls was lost."""
    ivan = make.actor(Role.OPERATOR, extensions=("202",), full_name="Іван Петренко")
    make.actor(Role.OPERATOR, extensions=("203",), full_name="Юрій Яценко")
    client = make.known("Ромашка", "+380671234567")
    call = make.call(client_id=client.id, number="0671234567", e164="+380671234567", ended_at=None,
                     ending=CallEnding.RUNNING, result=CallResult.TALKING)  # fmt: skip
    make.leg(call, "202", employee_id=ivan.id, talk_began_at=clock(), ended_at=None)
    for _ in range(2):
        make.call(queue="support", wait_ms=14_000)
    make.call(queue="support", number="0509998877", e164="+380509998877", result=CallResult.MISSED,
              answered_at=None)  # fmt: skip
    pbx.tells(
        PresenceFacts(
            extensions=(
                phone("201", S.FREE, clock()),
                phone("202", S.TALKING, clock()),
                phone("203", S.AWAY, clock()),
            ),
            queues=("support",),
            members=(member("201", S.FREE), member("202", S.TALKING)),
            callers=(waiting("0931112233", clock() - timedelta(seconds=60)),),
        )
    )
    return pbx


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_panel_tells_who_is_free_who_waits_and_what_was_lost(
    office: Office, busy: PretendedPbx, size: tuple[int, int]
) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        text = screen_text(app)
        support = next(line for line in text.splitlines() if "support" in line)
        assert [word for word in ("! 1", "1:00", "2", "1 (33 %)", "0:14") if word not in support] == []
        ivan = next(line for line in text.splitlines() if "Іван" in line)
        assert "☎" in ivan
        assert "розмовляє" in ivan
        assert "→ Ромашка" in ivan
        assert "вільно" in next(line for line in text.splitlines() if "Олена" in line and "201" in line)
        assert "телефон вимкнено" in next(line for line in text.splitlines() if "Юрій" in line)


async def test_enter_on_the_lost_opens_their_list(
    office: Office, busy: PretendedPbx, make: Make, clock: Clock
) -> None:
    make.call(queue="support", number="0441111111", result=CallResult.MISSED, answered_at=None,
              started_at=clock() - timedelta(days=1))  # fmt: skip
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("down")
        assert "[1 (33 %)]" in screen_text(app)
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(app.screen, CallsScreen) and "050 999-88-77" in screen_text(app)
        )
        assert "support" in screen_text(app)
        assert "044 111-11-11" not in screen_text(app)
        assert app.screen.query_one(VirtualList).count_text == "1"


def test_each_counted_figure_opens_just_its_calls(office: Office, busy: PretendedPbx) -> None:
    found = office.call(queues)
    for row in (found.total, *found.rows):
        for result in (CallResult.MISSED, CallResult.ANSWERED):
            assert calls_behind(row, result).filter() == row.calls(result)


async def test_who_waits_and_who_takes_the_calls_are_listed(
    office: Office, busy: PretendedPbx, clock: Clock
) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press(*["left"] * 4, "enter")
        await until(pilot, lambda: isinstance(app.screen, WaitingDialog) and "0931112233" in screen_text(app))
        assert "1:00" in screen_text(app)
        clock.tick(5)
        await until(pilot, lambda: "1:05" in screen_text(app))
        await pilot.press("escape", "right", "right", "enter")
        await until(pilot, lambda: isinstance(app.screen, StaffDialog) and "Іван" in screen_text(app))
        assert "розмовляє" in screen_text(app)


async def test_what_may_be_done_about_a_colleague(office: Office, busy: PretendedPbx) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("tab")
        people = app.screen.query_one(VirtualList)
        while people.current is None or "Іван" not in people.current.cells[0]:
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ColleagueActs))
        assert app.screen.query_one(VirtualList).count_text == "3"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(app.screen, ColleagueActs))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ClientCardScreen))
        await pilot.press("escape", "home", "enter")
        await until(pilot, lambda: isinstance(app.screen, ColleagueActs))


async def test_a_change_is_seen_at_once_and_the_cursor_stays(
    office: Office, busy: PretendedPbx, clock: Clock
) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("tab", "down")
        people = app.screen.query_one(VirtualList)
        here = people.current
        busy.tells(PresenceFacts(extensions=(phone("201", S.RINGING, clock()),)))
        await until(pilot, lambda: "дзвонить телефон" in screen_text(app))
        assert here is not None
        assert people.current is not None
        assert people.current.id == here.id


async def test_without_a_line_the_panel_says_since_when_nothing_is_known(
    office: Office, busy: PretendedPbx, clock: Clock
) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await listening(pilot, app)
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        clock.tick(60)
        busy.line("down")
        await until(pilot, lambda: "Невідомо з 09:01" in screen_text(app))
        assert "вільно" not in screen_text(app)
        assert screen_text(app).count("невідомо") >= 3


async def test_a_listener_that_died_is_noticed_without_a_word(
    office: Office, busy: PretendedPbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence_watch, "READ_SECONDS", 0.05)
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        busy.dies()
        await until(pilot, lambda: "Невідомо з" in screen_text(app))


async def test_a_running_wait_repaints_its_own_lines_only(
    office: Office, busy: PretendedPbx, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        grid, painted = app.screen.query_one(FigureGrid), []
        monkeypatch.setattr(grid, "refresh", lambda *regions, **_: painted.extend(regions))
        people = app.screen.query_one(VirtualList)
        monkeypatch.setattr(people, "refresh", lambda *regions, **_: painted.append("people"))
        clock.tick(1)
        await until(pilot, lambda: painted)
        assert {(region.y, region.height) for region in painted} == {(1, 1), (2, 1)}


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_the_wall_is_read_from_afar_and_names_no_client(
    office: Office, busy: PretendedPbx, size: tuple[int, int]
) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, WallScreen) and "█" in screen_text(app))
        text = screen_text(app)
        assert "! Чекають" in text
        assert "✓ вільно (1): Олена Коваль" in text
        assert "☎ розмовляє (1): Іван Петренко" in text
        assert "Ромашка" not in text
        assert app.screen.query_one(LineView).lines[1].text.count("█") >= 3 * 3
        await pilot.press("right")
        assert "Табло: support" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PresenceScreen))


async def test_an_idle_wall_stays_and_the_first_key_locks_it(office: Office, busy: PretendedPbx) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, WallScreen))
        moment = app.keeper.clock()
        app.keeper.clock = lambda: moment + 60 * (app.settings.lock_minutes + 1)
        app.keeper._lock_when_idle()
        assert isinstance(app.screen, WallScreen)
        assert app.locked
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Gate))
        assert any(isinstance(screen, WallScreen) for screen in app.screen_stack)


async def test_the_panel_is_one_key_away(office: Office, busy: PretendedPbx) -> None:
    app = DeskApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("alt+5")
        await until(pilot, lambda: isinstance(app.screen, PresenceScreen) and "Ромашка" in screen_text(app))
