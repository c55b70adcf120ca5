"""The reports workspace: choosing days and layout, from a figure to its rows, to a card, to a file."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from textual.widgets import Input

from crm_tui.domain.kinds import Role
from crm_tui.domain.periods import PERIODS, period_of
from crm_tui.domain.permissions import Actor
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.kep_set import KepSetScreen
from crm_tui.screens.payment_view import PaymentScreen
from crm_tui.screens.report_export import save_report
from crm_tui.screens.report_form import ReportForm
from crm_tui.screens.report_period import WORDS, PeriodPick
from crm_tui.screens.report_rows import ReportRows
from crm_tui.screens.report_wanted import ReportWanted
from crm_tui.screens.reports import ReportsScreen
from crm_tui.store.tables import Allocation
from crm_tui.usecases.office import Office
from crm_tui.widgets.report_grid import ReportGrid
from tests.conftest import Clock
from tests.factories import Make
from tests.screens.desk_app import DeskApp, screen_text, until


@pytest.fixture
def make(sqlite_make: Make) -> Make:
    return sqlite_make


@pytest.fixture
def head(sqlite_office: Office, make: Make, tmp_path: Path) -> Office:
    office = sqlite_office.as_actor(make.actor(Role.HEAD, full_name="Оксана Ковальчук"))
    return replace(office, settings=replace(office.settings, out_dir=str(tmp_path)))


@pytest.fixture
def anna(make: Make) -> Actor:
    """Two talks of Anna in January, one in March; one of Taras in March; today is 2 March."""
    anna, taras = (make.actor(Role.MANAGER, full_name=name) for name in ("Анна Шевчук", "Тарас Мельник"))
    client, medoc = make.client("Ромашка"), make.service("M.E.Doc", code="MEDOC")
    for author, month, ms in ((anna, 1, 60_000), (anna, 1, 90_000), (anna, 3, 30_000), (taras, 3, 600_000)):
        at = datetime(2026, month, 1, 9, tzinfo=UTC)
        make.talk(client, author, started_at=at, talk_ms=ms, service_id=medoc.id, text=f"Про звіт {month}")
    return anna


def test_every_period_has_a_word_and_a_digit() -> None:
    assert set(WORDS) == set(PERIODS)
    assert len(WORDS) == 10


async def test_from_a_figure_to_its_rows_and_the_card(head: Office, anna: Actor) -> None:
    app = DeskApp(head, ReportsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Тарас Мельник" in screen_text(app))
        assert "01.03.2026–31.03.2026" in screen_text(app)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, PeriodPick))
        await pilot.press("5")  # this year
        await until(pilot, lambda: "01.01.2026–31.12.2026" in screen_text(app))
        await until(pilot, lambda: "[3]" in screen_text(app))
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(app.screen, ReportRows) and "01.03.2026 11:00" in screen_text(app)
        )
        assert "Анна Шевчук · Переговори: 3 · 01.01.2026–31.12.2026" in screen_text(app)
        assert len(app.screen.records) == 3  # type: ignore[attr-defined]
        await pilot.press("f2")
        await until(pilot, lambda: "Про звіт 3" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientCardScreen))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, ReportsScreen))
        await pilot.press("f3", "f2", *"1.01-31.01", "enter")
        await until(pilot, lambda: "01.01.2026–31.01.2026" in screen_text(app))
        await until(pilot, lambda: "Тарас" not in screen_text(app))


async def test_layout_views_and_a_file(head: Office, make: Make, anna: Actor, tmp_path: Path) -> None:
    app = DeskApp(head, ReportsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Тарас Мельник" in screen_text(app))
        await pilot.press("f3", "5", "f6")
        await until(pilot, lambda: isinstance(app.screen, ReportForm))
        await pilot.press("tab", "tab", *["right"] * 7)
        await until(pilot, lambda: "Місяць" in screen_text(app))
        app.screen.query_one(Input).value = "manager=nobody"
        await pilot.press("f2")
        await until(pilot, lambda: "немає значення nobody" in screen_text(app))
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, ReportForm))
        app.screen.query_one(Input).value = "service=MEDOC"
        await pilot.press("f2")
        await until(pilot, lambda: "02.2026" in screen_text(app) and "service=MEDOC" in screen_text(app))
        await pilot.press("end", "down", "down")
        grid = app.screen.query_one(ReportGrid)
        assert grid.rows[grid.row] == ("Разом", "2", "0", "2", "4")
        assert "[4]" in screen_text(app)
        await pilot.press("f5")
        await until(pilot, lambda: "██" in screen_text(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReportRows) and "Тарас" in screen_text(app))
        await pilot.press("escape", "f5")
        await until(pilot, lambda: " A Анна Шевчук" in screen_text(app))
        await pilot.press("f7", "2")
        file = tmp_path / "activity-2026-01-01-2026-12-31.csv"
        await until(pilot, lambda: file.exists() and "записано" in screen_text(app))
    assert file.read_text("utf-8-sig").splitlines()[1] == "Анна Шевчук;2;0;1;3"


async def test_an_operator_sees_his_own_figures(sqlite_office: Office, make: Make, anna: Actor) -> None:
    me = make.actor(Role.OPERATOR, full_name="Іван Петренко")
    make.talk(make.client("Волошка"), me)
    app = DeskApp(sqlite_office.as_actor(me), ReportsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Іван Петренко" in screen_text(app))
        await pilot.press("f3", "5")
        await until(pilot, lambda: "01.01.2026–31.12.2026" in screen_text(app))
        assert "Анна" not in screen_text(app)


async def test_sales_and_churn_open_their_rows(head: Office, make: Make, anna: Actor) -> None:
    client, firm = make.client("Волошка"), make.own_entity()
    paper = make.paper(client, author_id=anna.id, own_entity_id=firm.id)
    payment = make.payment(client, own_entity_id=firm.id, document_number="45")
    make.save(Allocation(payment_id=payment.id or 0, paper_id=paper.id or 0, amount_kop=100_000))
    make.client_service(make.client("Пішов"), make.service("КЕП"), valid_to=date(2026, 2, 28))
    app = DeskApp(head, ReportsScreen())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Тарас Мельник" in screen_text(app))
        await pilot.press("f6", "right", "f2")
        await until(
            pilot, lambda: "Сплачені продажі" in screen_text(app) and "1\u00a0000,00" in screen_text(app)
        )
        await pilot.press("right", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReportRows) and "Волошка" in screen_text(app))
        await until(pilot, lambda: "№45:" in screen_text(app))
        await pilot.press("escape", "f6", "right", "f2")
        await until(pilot, lambda: "Відвал" in screen_text(app) and "КЕП" in screen_text(app))
        await pilot.press("left", "left", "right", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReportRows) and "Пішов" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientCardScreen))


def test_a_file_that_is_there_stays(head: Office, anna: Actor, tmp_path: Path, clock: Clock) -> None:
    from crm_tui.domain.periods import parse_period
    from crm_tui.reports.activity import activity
    from crm_tui.reports.render.formats import Format

    year = parse_period("2026", today=clock().date())
    assert year is not None
    report = head.call(activity, period=year)
    first, second = (save_report(report, Format.JSON, str(tmp_path)) for _ in range(2))
    assert (first.name, second.name) == (
        "activity-2026-01-01-2026-12-31.json",
        "activity-2026-01-01-2026-12-31-2.json",
    )
    assert first.read_bytes() == second.read_bytes()


async def test_a_figure_of_sets_opens_its_sets_and_the_set_itself(
    head: Office, make: Make, clock: Clock
) -> None:
    made = make.kep_set(make.client("Ромашка"), paid_on=clock().date())
    wanted = ReportWanted(period_of("this-month", today=clock().date()), "kep-wages")
    screen = ReportsScreen()
    screen.wanted = wanted
    app = DeskApp(head, screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "996,00" in screen_text(app) or "Ромашка" in screen_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: "малювати" in screen_text(app) or "to draw" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReportRows) and "Ромашка" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, KepSetScreen))
        assert app.screen.set_id == made.id  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReportRows))
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, ClientCardScreen))


async def test_a_claim_to_the_ca_opens_its_payment(head: Office, make: Make, clock: Clock) -> None:
    made = make.payment(own_entity_id=None, payer="Невідомий", payer_code="99001040")
    screen = ReportsScreen()
    screen.wanted = ReportWanted(period_of("this-month", today=clock().date()), "claims")
    app = DeskApp(head, screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Невідомий" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReportRows) and "99001040" in screen_text(app))
        await pilot.press("f3")
        await until(pilot, lambda: "невідомо" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PaymentScreen))
        assert app.screen.payment_id == made.id  # type: ignore[attr-defined]
