"""The panel of colleagues and queues, and the wall view, as they stand."""

from datetime import timedelta

import pytest

from crm_tui.domain.kinds import CallEnding, CallResult, PresenceState, Role
from crm_tui.domain.presence import PresenceFacts
from crm_tui.screens.presence import PresenceScreen
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.desk_app import DeskApp, screen_text, until
from tests.screens.pretended_pbx import PretendedPbx, member, phone, waiting

S = PresenceState


@pytest.fixture
def office(sqlite_store: Store, clock: Clock) -> Office:
    """Three colleagues, two queues, one caller who waits."""
    make = Make(sqlite_store, clock)
    me = make.actor(Role.SPECIALIST, extensions=("201",), full_name="Оксана Ковальчук", login="oksana")
    ivan = make.actor(Role.OPERATOR, extensions=("202", "212"), full_name="Іван Петренко")
    make.actor(Role.OPERATOR, extensions=("203",), full_name="Юрій Яценко")
    client = make.known("Ромашка", "+380671234567")
    call = make.call(client_id=client.id, number="0671234567", e164="+380671234567", ended_at=None,
                     ending=CallEnding.RUNNING, result=CallResult.TALKING)  # fmt: skip
    make.leg(call, "202", employee_id=ivan.id, talk_began_at=clock(), ended_at=None)
    for _ in range(12):
        make.call(queue="support", wait_ms=14_000)
    for _ in range(3):
        make.call(queue="support", result=CallResult.MISSED, answered_at=None)
    office = Office(store=sqlite_store, settings=sqlite_store.settings, actor=me, clock=clock)
    PretendedPbx(office).tells(
        PresenceFacts(
            extensions=(phone("201", S.FREE, clock()), phone("202", S.TALKING, clock())),
            queues=("sales", "support"),
            members=(member("201", S.FREE), member("202", S.TALKING)),
            callers=(waiting("0931112233", clock() - timedelta(seconds=65)),),
        )
    )
    return office


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("colours", ["none", "256"])
async def test_the_panel_and_the_wall(office: Office, size: tuple[int, int], colours: str) -> None:
    app = DeskApp(office, PresenceScreen())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "Ромашка" in screen_text(app))
        await until(pilot, lambda: "АТС ✓" in screen_text(app))
        check(app, "presence", colours)
        await pilot.press("f5")
        await until(pilot, lambda: "█" in screen_text(app))
        check(app, "wall", colours)
