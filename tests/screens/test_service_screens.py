"""Extending a service from the card; absences, catalogue and prices in the administration."""

from datetime import date

from crm_tui.domain.kinds import Role
from crm_tui.screens.administration import AdministrationScreen
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.usecases.absences import list_absences
from crm_tui.usecases.client_services import list_client_services
from crm_tui.usecases.office import Office
from crm_tui.usecases.prices import list_prices
from crm_tui.usecases.services import list_services
from tests.factories import Make
from tests.screens.desk_app import screen_text, until
from tests.screens.office import opened, press


async def test_a_service_is_extended_by_one_key_under_its_terms(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    client = sqlite_make.known("Ромашка")
    service = sqlite_make.service("M.E.Doc")
    sqlite_make.client_service(client, service, anchor=date(2026, 1, 1))
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "3", "plus")
        assert "31.12.2027" in screen_text(pilot.app)
        await press(pilot, "f2")
        (row,) = sqlite_office.call(list_client_services, client_id=client.id or 0)
        assert row.valid_to == date(2027, 12, 31)
        await press(pilot, "alt+e")
        assert "01.01.2027 — 31.12.2027" in screen_text(pilot.app)
        # Another last day, said by the month; before that a day that is none is told and changes nothing.
        await press(pilot, "ctrl+u", *"дев", "f2")
        assert "Дійсна до: напишіть" in screen_text(pilot.app)
        await press(pilot, "ctrl+u", *"30.6.28", "f2")
        (row,) = sqlite_office.call(list_client_services, client_id=client.id or 0)
        assert row.valid_to == date(2028, 6, 30)


async def test_who_is_away_is_entered_changed_and_taken_off(sqlite_office: Office, sqlite_make: Make) -> None:
    sqlite_make.actor(Role.MANAGER, full_name="Аа Тарас")
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        await press(pilot, "6", "insert", "tab", "tab", *"+1w", "tab", "right", "f2")
        (row,) = sqlite_office.call(list_absences)
        assert (row.first_day, row.last_day) == (date(2026, 3, 2), date(2026, 3, 9))
        assert row.deputy is not None
        assert row.employee.id == sqlite_office.actor.id
        assert "09.03.2026" in screen_text(pilot.app)
        await press(pilot, "f2", "tab", "ctrl+u", *"+2w", "f2")
        (row,) = sqlite_office.call(list_absences)
        assert row.last_day == date(2026, 3, 16)
        await press(pilot, "delete", "enter")
        assert sqlite_office.call(list_absences) == ()


async def test_the_catalogue_and_its_prices(sqlite_office: Office) -> None:
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        await press(pilot, "7", "insert", *"REP", "enter", *"Звітність", "f2")
        (service,) = sqlite_office.call(list_services)
        assert (service.code, service.name, service.period_months) == ("REP", "Звітність", 12)
        await until(pilot, lambda: "Звітність" in screen_text(pilot.app))
        await press(pilot, "f6", *"2400,50", "f2")
        (price,) = sqlite_office.call(list_prices, service_id=service.id)
        assert (price.price_kop, price.valid_from) == (2400_50, date(2026, 3, 2))
        assert "400,50" in screen_text(pilot.app)
        await press(pilot, "f6", "f8", "enter")
        assert "400,50" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert sqlite_office.call(list_prices, service_id=service.id) == ()
        await press(pilot, "f2", "end", *" квартал", *["tab"] * 4, "ctrl+u", *"3", "f2")
        (service,) = sqlite_office.call(list_services)
        assert (service.name, service.period_months) == ("Звітність квартал", 3)
