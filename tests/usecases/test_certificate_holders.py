"""Holders whom no card knows: offered page after page, adopted once, never a second card."""

from pathlib import Path

import pytest

from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.kinds import ClientKind
from crm_tui.usecases.certificate_holders import adopt_holder, unknown_holders
from crm_tui.usecases.certificates import detach_certificate, list_certificates
from crm_tui.usecases.client_card import show_client
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.certificate_run import import_certificates
from crm_tui.usecases.parts.holder_pages import holders_unknown
from tests.certificates import ENCRYPT, FIRM, PERSON, make_certificate
from tests.factories import Make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A firm's pair and a person's certificate."""
    (tmp_path / "a.cer").write_bytes(make_certificate())
    (tmp_path / "b.cer").write_bytes(make_certificate(usage=ENCRYPT, serial=7))
    person = make_certificate("Фізична Ганна Іванівна", edrpou="", organisation="", title="", serial=8)
    (tmp_path / "c.cer").write_bytes(person)
    return tmp_path


def test_unknown_holders_come_page_after_page(office: Office, folder: Path) -> None:
    import_certificates(office, [folder])
    page = office.call(unknown_holders, limit=1)
    assert [(one.offer.tax_code, one.offer.kind) for one in page.rows] == [
        (PERSON, ClientKind.PRIVATE_PERSON)
    ]
    (rest,) = office.call(unknown_holders, after=page.after or "").rows
    assert (rest.offer.tax_code, rest.certificates) == (FIRM, 2)
    assert rest.offer.head_name == "Прикладенко Ольга Петрівна"
    assert [one.offer.tax_code for one in holders_unknown(office)] == [PERSON, FIRM]


def test_a_card_is_made_from_the_certificates_and_remembers_it(office: Office, folder: Path) -> None:
    import_certificates(office, [folder])
    done = office.call(adopt_holder, tax_code=FIRM)
    assert (done.made, done.certificates) == (True, 2)
    card = office.call(show_client, client_id=done.client.id)
    assert card.fields.tax_code == FIRM
    assert (card.fields.head_position, card.fields.region) == ("директор", "Львівська")
    assert card.sources["head_name"] == card.sources["tax_code"] == "certificate"
    assert card.contacts[0].phones[0].e164 == "+380500000101"
    assert len(card.certificates) == 2
    assert [one.offer.tax_code for one in holders_unknown(office)] == [PERSON]
    with pytest.raises(NotFound):
        office.call(adopt_holder, tax_code=FIRM)


def test_a_card_that_came_meanwhile_keeps_its_fields_and_gets_them(
    office: Office, make: Make, folder: Path
) -> None:
    import_certificates(office, [folder])
    client = make.client("Приклад", tax_code=FIRM, head_name="Інший Іван")
    assert [one.offer.tax_code for one in office.call(unknown_holders).rows] == [PERSON]
    done = office.call(adopt_holder, tax_code=FIRM)
    assert (done.client.id, done.made, done.certificates) == (client.id, False, 2)
    assert office.call(show_client, client_id=client.id or 0).fields.head_name == "Інший Іван"


def test_two_cards_of_one_code_and_what_a_person_detached_are_left_alone(
    office: Office, make: Make, folder: Path
) -> None:
    make.client("Приклад", tax_code=FIRM)
    make.client("Філія", tax_code=FIRM)
    import_certificates(office, [folder])
    with pytest.raises(Refused, match="Філія"):
        office.call(adopt_holder, tax_code=FIRM)
    made = office.call(adopt_holder, tax_code=PERSON)
    (mine,) = office.call(list_certificates, client_id=made.client.id).rows
    office.call(detach_certificate, certificate_id=mine.id)
    assert list(holders_unknown(office)) == []


def test_certificates_without_a_name_wait_for_a_person(office: Office, make: Make) -> None:
    make.certificate(None, tax_code=FIRM, organisation="")
    with pytest.raises(Refused, match="tell no name"):
        office.call(adopt_holder, tax_code=FIRM)
    with pytest.raises(NotFound):
        office.call(adopt_holder, tax_code="не код")
