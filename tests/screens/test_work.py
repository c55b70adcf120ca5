"""Work without a call is written down from the card, and put right by its author."""

from datetime import timedelta

from crm_tui.domain.kinds import Role, WorkKind
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.work_form import WorkScreen
from crm_tui.usecases.drafts import list_drafts
from crm_tui.usecases.office import Office
from crm_tui.usecases.talks import list_talks
from crm_tui.widgets.form import Form
from tests.conftest import Clock
from tests.factories import Make
from tests.golden.dump import text_of
from tests.screens.office import opened, press


async def test_a_visit_is_added_on_the_card_and_put_right(
    sqlite_office: Office, sqlite_make: Make, clock: Clock
) -> None:
    office = sqlite_office.as_actor(sqlite_make.actor(Role.SPECIALIST))
    client = sqlite_make.client("Ромашка")
    sqlite_make.service("Супровід BAS")
    sqlite_make.talk(client, office.actor, started_at=clock() - timedelta(minutes=30), talk_ms=60_000)
    async with opened(office, lambda: ClientCardScreen(client.id or 0, tab=3)) as pilot:
        await press(pilot, "insert")
        assert isinstance(pilot.app.screen, WorkScreen)
        await press(pilot, "tab", *"08:00", "tab", *"1:0x", "f2")
        assert isinstance(pilot.app.screen, WorkScreen), "no length: refused, and it stays open"
        await press(pilot, "escape", "alt+v")
        assert isinstance(pilot.app.screen, WorkScreen)
        assert pilot.app.screen.query_one(Form).values()["length"] == "1:0x"
        await press(pilot, "tab", "tab", "backspace", "0", "f3", *"BAS", "enter", "f2")
        assert isinstance(pilot.app.screen, ClientCardScreen)
        shown = "\n".join(text_of(pilot.app))
        assert "⌂ виїзд" in shown
        assert "інші ваші переговори" in shown
    assert office.call(list_drafts) == ()
    (talk,) = [row for row in office.call(list_talks).rows if row.work]
    assert (talk.work, talk.started_at, talk.talk_ms) == (
        WorkKind.VISIT, clock().replace(hour=6, minute=0, second=0, microsecond=0), 3_600_000
    )  # fmt: skip
    assert talk.service is not None
    async with opened(office, lambda: ClientCardScreen(client.id or 0, tab=3)) as pilot:
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, WorkScreen)
        await press(pilot, "right", "f2")
        assert isinstance(pilot.app.screen, ClientCardScreen)
        assert "↔ віддалено" in "\n".join(text_of(pilot.app))
