"""Files taken in by the КЕП department from the screen: certificates, a CA's list, filled cards."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.domain.permissions import system_actor
from crm_tui.jobs.arrivals import take_arrivals
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.kep import KepScreen
from crm_tui.screens.kep_set import KepSetScreen
from crm_tui.screens.taken import TakenScreen
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.lookup import clients_of_code
from crm_tui.usecases.office import Office
from crm_tui.usecases.office_settings import set_my_setting
from crm_tui.usecases.parts.certificate_run import import_certificates
from tests.certificates import FIRM, make_certificate
from tests.factories import Make
from tests.screens.office import opened, press
from tests.screens.test_papers import seen

CA_LIST = (
    f"tax_code;serial;name;start_date;end_date;type\n{FIRM};0A01;Прикладенко Ольга Петрівна;"
    "01.03.2026 00:00:00;28.02.2027 23:59:59;Ключ директора\n"
)


@pytest.fixture
def office(sqlite_office: Office, tmp_path: Path) -> Office:
    (tmp_path / "a.cer").write_bytes(make_certificate())
    (tmp_path / "Key-6.dat").write_bytes(b"0")
    for purpose in ("certificates", "ca_lists"):
        sqlite_office.call(set_my_setting, key=f"folder.{purpose}", value=str(tmp_path))
    return sqlite_office


async def test_a_folder_of_certificates_and_the_card_of_an_unknown_client(office: Office) -> None:
    async with opened(office, KepScreen) as pilot:
        await press(pilot, "insert", "enter", "enter")
        assert isinstance(pilot.app.screen, TakenScreen)
        seen(pilot.app, "1 сертифікат · нових 1 · 1 невідомий клієнт · не прочитано 1", "Key-6.dat")
        await press(pilot, "f5", "enter")
        seen(pilot.app, "нова картка", "Заведено карток: 1; ще невідомих: 0")
        (client,) = office.call(clients_of_code, code=FIRM)
        assert len(office.call(show_client, client_id=client.id).certificates) == 1
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, ClientCardScreen)


async def test_a_set_that_waited_is_completed_and_opens(office: Office, sqlite_make: Make) -> None:
    client = sqlite_make.client("Приклад Один", tax_code=FIRM)
    sqlite_make.kep_set(client, months=24)
    async with opened(office, KepScreen) as pilot:
        await press(pilot, "insert", "enter", "enter")
        seen(pilot.app, "доповнено комплектів 1", "комплект доповнено: Прик")
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, KepSetScreen)


async def test_unknown_clients_of_kept_certificates_are_offered_later_too(
    office: Office, tmp_path: Path
) -> None:
    import_certificates(office, [tmp_path])
    async with opened(office, KepScreen) as pilot:
        await press(pilot, "insert", "down", "down", "down", "enter")
        seen(pilot.app, "1 невідомий клієнт", 'ТОВ "ПРИКЛАД ОДИН"', "Прикладенко", "1 сертифікат")
        await press(pilot, "enter")
        seen(pilot.app, "нова картка")
    assert office.call(clients_of_code, code=FIRM)


async def test_cards_are_filled_and_what_was_typed_is_only_told(office: Office, sqlite_make: Make) -> None:
    client = sqlite_make.client("Приклад Один", tax_code=FIRM, head_name="Інший Іван")
    async with opened(office, KepScreen) as pilot:
        await press(pilot, "insert", "down", "down", "enter", "enter")
        seen(pilot.app, "заповнено карток 1", "Інший Іван → Прикладенко", "набрано людиною")
    card = office.call(show_client, client_id=client.id or 0)
    assert (card.fields.head_name, bool(card.fields.region)) == ("Інший Іван", True)


async def test_a_ca_list_makes_sets(office: Office, sqlite_make: Make, tmp_path: Path) -> None:
    sqlite_make.client("Приклад Один", tax_code=FIRM)
    sqlite_make.kep_kind("Комплект КЕП: керівник, 1 рік")
    (tmp_path / "список.csv").write_text(CA_LIST, "cp1251")
    async with opened(office, KepScreen) as pilot:
        await press(pilot, "insert", "down", "enter", *"список.csv", "enter")
        seen(pilot.app, "створено: 1", "Прикладенко")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, KepSetScreen)


async def test_the_card_without_certificates_is_filled_from_a_file(office: Office, sqlite_make: Make) -> None:
    client = sqlite_make.client("Приклад Один", tax_code=FIRM)
    async with opened(office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "alt+f", *"a.cer", "enter")
        seen(pilot.app, "Прикладенко Ольга Петрівна")
    assert office.call(show_client, client_id=client.id or 0).fields.head_name == "Прикладенко Ольга Петрівна"


async def test_what_came_by_itself_is_listed_and_opens(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.cer", "Key-6.dat"):
        (tmp_path / name).rename(folder / name)
    settings = replace(office.settings, cert_in_folders=(f"КЕП={folder}",))
    for moment in (0, 60):
        clock = office.clock() + timedelta(seconds=moment)
        jobs = replace(office, settings=settings, actor=system_actor("jobs"), clock=lambda now=clock: now)
        take_arrivals(jobs, clock.date())
    async with opened(office, KepScreen) as pilot:
        await press(pilot, "4")
        seen(pilot.app, "a.cer", "Key-6.dat", "1 (+1)", "відмовлено", "2 файли · відмовлено 1")
        await press(pilot, "down")
        seen(pilot.app, "private keys are never taken")
        await press(pilot, "up", "enter")
        seen(pilot.app, "1 сертифікат · нових 1 · нічиїх 1", "Прикладенко")
        await press(pilot, "enter")
        seen(pilot.app, "нова картка")
        await press(pilot, "escape")
        seen(pilot.app, "нічиїх 0")
