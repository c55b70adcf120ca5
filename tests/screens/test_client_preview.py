"""The client under the cursor beside the list: on wide screens only, and never one the cursor has left."""

from datetime import date

import pytest

from crm_tui.domain.permissions import Actor
from crm_tui.screens import client_preview
from crm_tui.screens.client_preview import preview_words
from crm_tui.screens.clients import ClientsScreen
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.golden.dump import text_of
from tests.screens.desk_app import until
from tests.screens.office import opened, press


@pytest.fixture
def office(sqlite_office: Office, sqlite_make: Make) -> Office:
    client = sqlite_make.known("Абрикос", "+380500000101")
    sqlite_make.client_service(client, sqlite_make.service("M.E.Doc"), valid_to=date(2026, 3, 20))
    sqlite_make.client_service(client, sqlite_make.service("Каса"), valid_to=date(2027, 3, 20))
    sqlite_make.warning(client, text="Борг \x1b[31m")
    sqlite_make.talk(client, _actor(sqlite_office), text="Питали про звіт")
    sqlite_make.known("Береза", "+380500000202")
    return sqlite_office


def _actor(office: Office) -> Actor:
    return office.actor


async def test_a_wide_screen_shows_the_client_under_the_cursor(office: Office) -> None:
    async with opened(office, ClientsScreen, (120, 36)) as pilot:
        await until(pilot, lambda: "050 000-01-01 (" in "\n".join(text_of(pilot.app)))
        text = "\n".join(text_of(pilot.app))
        for words in ("! Борг", "M.E.Doc: 20.03.2026", "Питали про звіт"):
            assert words in text
        assert "Каса" not in text
        assert "\x1b" not in text
        await press(pilot, "down")
        await until(pilot, lambda: "050 000-02-02 (" in "\n".join(text_of(pilot.app)))
        assert "Питали про звіт" not in "\n".join(text_of(pilot.app))


async def test_a_narrow_screen_has_none_and_reads_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_preview, "PAUSE_SECONDS", 0.001)
    read: list[int] = []
    monkeypatch.setattr(client_preview.Preview, "_read", lambda _self: read.append(1))
    async with opened(office, ClientsScreen, (80, 24)) as pilot:
        await press(pilot, "down", "up")
        assert not pilot.app.screen.query_one("#preview").display
        assert read == []
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: read)
        assert pilot.app.screen.query_one("#preview").display


async def test_a_late_answer_about_a_client_left_behind_is_dropped(office: Office) -> None:
    async with opened(office, ClientsScreen, (120, 36)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, ClientsScreen)
        preview = screen._preview
        assert preview is not None
        left = office.call(show_client, client_id=1)
        preview.follow(2)
        preview._show(left)
        assert preview_words(left) not in screen.query_one("#preview").text  # type: ignore[attr-defined]
        await until(pilot, lambda: "050 000-02-02 (" in "\n".join(text_of(pilot.app)))
