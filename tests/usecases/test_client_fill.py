"""A card filled from certificates: what is taken, what waits for a yes, where each field came from."""

from pathlib import Path

import pytest

from crm_tui.domain.certificate_offer import mended
from crm_tui.domain.kinds import ClientKind
from crm_tui.usecases.certificates import certificates_of_client
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.client_edit import ClientDraft, add_client, edit_client
from crm_tui.usecases.client_fill import add_from_offer, fill_card, offer_for_client, offer_for_code
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.certificate_run import import_certificates
from crm_tui.usecases.parts.fill_run import fill_from_files
from tests.certificates import FIRM, PERSON, make_certificate

DIRECTOR = "Прикладенко Ольга Петрівна"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The director's certificate, and the accountant's that ends later."""
    (tmp_path / "head.cer").write_bytes(make_certificate(title="ДИРЕКТОР"))
    accountant = make_certificate("Рахівна Ганна Іванівна", title="Головний бухгалтер", rnokpp="", serial=9)
    (tmp_path / "accountant.cer").write_bytes(accountant)
    return tmp_path


def test_an_empty_card_is_filled_and_remembers(office: Office, folder: Path) -> None:
    saved = office.call(add_client, draft=ClientDraft(tax_code=FIRM, full_name='ТОВ «Приклад "Один"»'))
    (done,) = fill_from_files(office, [folder]).filled
    assert done.applied == ("region", "email", "head_name", "head_position")
    assert done.kept == ()
    card = office.call(show_client, client_id=saved.id)
    assert (card.fields.head_name, card.fields.head_position) == (DIRECTOR, "Директор")
    assert (card.fields.region, card.fields.email) == ("Львівська", "buh@example.com")
    assert card.sources == dict.fromkeys(done.applied, "certificate")
    (contact,) = card.contacts
    assert (contact.full_name, contact.main, contact.phones[0].e164) == (DIRECTOR, True, "+380500000101")
    (again,) = fill_from_files(office, [folder]).filled
    assert (again.applied, again.kept, again.phone) == ((), (), "")


def test_what_a_person_typed_waits_for_a_yes(office: Office, folder: Path) -> None:
    draft = ClientDraft(
        tax_code=FIRM, full_name="ТОВ «Приклад Один»", head_name="Інший Іван", region="Київська"
    )
    saved = office.call(add_client, draft=draft)
    (done,) = fill_from_files(office, [folder]).filled
    assert [(one.field, one.now, one.mine) for one in done.kept] == [
        ("region", "Київська", "Львівська"),
        ("head_name", "Інший Іван", DIRECTOR),
    ]
    assert office.call(show_client, client_id=saved.id).fields.head_name == "Інший Іван"
    (done,) = fill_from_files(office, [folder], replace_typed=True).filled
    assert done.applied == ("region", "head_name")
    card = office.call(show_client, client_id=saved.id)
    assert (card.fields.head_name, card.sources["head_name"]) == (DIRECTOR, "certificate")
    typed = ClientDraft(tax_code=FIRM, full_name=card.fields.full_name, head_name="Знову інший")
    office.call(edit_client, client_id=saved.id, version=card.version, draft=typed)
    (done,) = fill_from_files(office, [folder]).filled
    assert "head_name" in {one.field for one in done.kept}, "typed again, it is the person's again"


def test_the_unknown_are_offered_as_new_cards(office: Office, folder: Path) -> None:
    import_certificates(office, [folder])
    (offer,) = fill_from_files(office, [folder]).unknown
    assert (offer.tax_code, offer.full_name, offer.kind) == (
        FIRM,
        'ТОВ "ПРИКЛАД ОДИН"',
        ClientKind.LEGAL_ENTITY,
    )
    (made,) = fill_from_files(office, [folder], add=True).made
    card = office.call(show_client, client_id=made.id)
    assert card.sources["full_name"] == card.sources["tax_code"] == "certificate"
    assert card.contacts[0].position == "Директор"
    assert len(office.call(certificates_of_client, client_id=made.id)) == 2, "they waited for the card"


def test_a_code_of_two_cards_is_left_alone(office: Office, folder: Path) -> None:
    for name in ("Головний офіс", "Філія"):
        office.call(add_client, draft=ClientDraft(tax_code=FIRM, full_name=name))
    done = fill_from_files(office, [folder], replace_typed=True, add=True)
    assert (done.filled, done.made, done.unknown) == ((), (), ())
    assert [(code, [one.name for one in clients]) for code, clients in done.several] == [
        (FIRM, ["Головний офіс", "Філія"])
    ]


def test_a_code_typed_in_a_new_card_offers_what_is_stored(office: Office, folder: Path) -> None:
    assert office.call(offer_for_code, tax_code=FIRM) is None
    import_certificates(office, [folder])
    offer = office.call(offer_for_code, tax_code=" 99001004 ")
    assert offer is not None
    assert offer.values() == {
        "full_name": 'ТОВ "ПРИКЛАД ОДИН"',
        "region": "Львівська",
        "email": "buh@example.com",
        "head_name": DIRECTOR,
        "head_position": "Директор",
    }
    assert office.call(offer_for_code, tax_code="") is None


def test_a_sole_trader_and_a_person(office: Office, tmp_path: Path) -> None:
    (tmp_path / "fop.cer").write_bytes(
        make_certificate(edrpou=PERSON, organisation="ФІЗИЧНА ОСОБА", title="")
    )
    (trader,) = fill_from_files(office, [tmp_path]).unknown
    assert (trader.kind, trader.full_name, trader.head_name) == (
        ClientKind.SOLE_TRADER,
        f"ФОП {DIRECTOR}",
        "",
    )
    saved = office.call(add_from_offer, offer=trader)
    contact = office.call(show_client, client_id=saved.id).contacts[0]
    assert contact.full_name == DIRECTOR
    (tmp_path / "fop.cer").write_bytes(
        make_certificate(edrpou="", organisation="", title="", rnokpp="3121212343")
    )
    (person,) = fill_from_files(office, [tmp_path]).unknown
    assert (person.kind, person.full_name) == (ClientKind.PRIVATE_PERSON, DIRECTOR)


def test_the_card_s_own_certificates_fill_it(office: Office, folder: Path) -> None:
    saved = office.call(add_client, draft=ClientDraft(tax_code=FIRM, full_name="Приклад"))
    assert office.call(offer_for_client, client_id=saved.id) is None
    import_certificates(office, [folder])
    offer = office.call(offer_for_client, client_id=saved.id)
    assert offer is not None
    assert "head_name" in office.call(fill_card, client_id=saved.id, offer=offer).applied


def test_words_of_old_certificates_are_mended() -> None:
    assert mended("Керiвництво  з ОБМЕЖЕНОЮ  ВIДПОВIДАЛЬНIСТЮ") == "Керівництво з ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ"
    assert mended("Boss of ТОВ Web-студія") == "Boss of ТОВ Web-студія", "a Latin word stays Latin"


def test_a_deputy_is_no_head(office: Office, tmp_path: Path) -> None:
    (tmp_path / "x.cer").write_bytes(make_certificate(title="Заступник директора"))
    (offer,) = fill_from_files(office, [tmp_path]).unknown
    assert offer.head_name == ""
