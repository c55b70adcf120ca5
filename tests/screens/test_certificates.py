"""Certificates on the screen: taken in on the card, opened, the card filled, a new card offered them."""

import asyncio
from pathlib import Path

from crm_tui.screens.certificate_view import CertificateView
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.client_form import ClientFormScreen
from crm_tui.screens.clients import ClientsScreen
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.certificate_run import import_certificates
from crm_tui.widgets.form import Form
from tests.certificates import ENCRYPT, FIRM, make_certificate
from tests.factories import Make
from tests.golden.dump import settle, text_of
from tests.screens.office import opened, press


async def test_from_a_folder_to_a_filled_card(
    sqlite_office: Office, sqlite_make: Make, tmp_path: Path
) -> None:
    office = sqlite_office
    client = sqlite_make.client("Приклад Один", tax_code=FIRM, head_name="Інший Іван")
    (tmp_path / "a.cer").write_bytes(make_certificate())
    (tmp_path / "b.cer").write_bytes(make_certificate(usage=ENCRYPT, serial=7))
    async with opened(office, lambda: ClientCardScreen(client.id or 0)) as pilot:
        await press(pilot, "8", "insert", "down", "enter", *str(tmp_path), "f2")
        lines = text_of(pilot.app)
        assert any("Прикладенко" in line and "шифрування" in line for line in lines)
        assert any("нових 2" in line for line in lines)
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, CertificateView)
        assert any("КНЕДП (приклад) 99000011" in line for line in text_of(pilot.app))
        await press(pilot, "escape", "alt+f")
        assert isinstance(pilot.app.screen, YesNo)
        assert any("Інший Іван → Прикладенко" in line for line in text_of(pilot.app))
        assert office.call(show_client, client_id=client.id).fields.head_name == "Інший Іван"
        await press(pilot, "enter")
        card = office.call(show_client, client_id=client.id)
        assert (card.fields.head_name, card.sources["head_name"]) == (
            "Прикладенко Ольга Петрівна",
            "certificate",
        )
        await press(pilot, "delete", "enter")
        assert len(office.call(show_client, client_id=client.id).certificates) == 1


async def test_a_code_typed_in_a_new_card_offers_the_rest(sqlite_office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.cer").write_bytes(make_certificate())
    import_certificates(sqlite_office, [tmp_path])
    async with opened(sqlite_office, ClientFormScreen) as pilot:
        await press(pilot, *FIRM)
        async with asyncio.timeout(10):
            while not any("F7" in line for line in text_of(pilot.app)):
                await pilot.pause(0.05)
        await settle(pilot)
        await press(pilot, "f7")
        values = pilot.app.screen.query_one(Form).values()
        assert (values["head_name"], values["region"]) == ("Прикладенко Ольга Петрівна", "Львівська")
        await press(pilot, "f2")
        saved = pilot.app.answer  # type: ignore[attr-defined]
    card = sqlite_office.call(show_client, client_id=saved)
    assert card.fields.full_name == 'ТОВ "ПРИКЛАД ОДИН"'
    assert card.sources["full_name"] == "certificate"
    assert "tax_code" not in card.sources, "this one was typed"
    assert len(card.certificates) == 1
    assert card.contacts[0].phones[0].e164 == "+380500000101"


async def test_the_search_from_anywhere_finds_one_by_its_serial(
    sqlite_office: Office, tmp_path: Path
) -> None:
    (tmp_path / "a.cer").write_bytes(make_certificate())
    import_certificates(sqlite_office, [tmp_path])
    async with opened(sqlite_office, ClientsScreen) as pilot:
        await press(pilot, "f12", *"589792", "enter")
        assert isinstance(pilot.app.screen, CertificateView)
        assert any("Прикладенко" in line for line in text_of(pilot.app))
