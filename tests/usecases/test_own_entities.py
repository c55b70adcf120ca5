"""Own firms and clients: what papers need of both."""

from dataclasses import replace

import pytest

from crm_tui.domain.errors import ChangedMeanwhile, Forbidden, NotFound, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import client_requisites, own_entities
from crm_tui.usecases.client_requisites import Requisites
from crm_tui.usecases.office import Office
from crm_tui.usecases.own_entities import OwnEntityFields
from tests.factories import Make

IBAN = "UA213223130000026007233566001"
FIRM = OwnEntityFields(
    short_name="Наша",
    full_name="ТОВ «Наша»",
    tax_code="99000011",
    vat_payer=True,
    vat_number="990000112345",
    iban="UA21 3223 1300 0002 6007 2335 66001",
    head_name="Іваненко Іван Іванович",
    head_name_genitive="Іваненка Івана Івановича",
    number_form="РП-{number:07}",
)


def test_an_accountant_keeps_the_requisites_of_an_own_firm(office: Office, actors: dict[Role, Actor]) -> None:
    accountant = office.as_actor(actors[Role.ACCOUNTANT])
    firm = accountant.call(own_entities.add_own_entity, fields=FIRM)
    assert firm.fields == replace(FIRM, iban=IBAN)
    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.MANAGER]).call(own_entities.add_own_entity, fields=FIRM)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"iban": "UA213223130000026007233566002"}, "IBAN"),
        ({"vat_number": ""}, "VAT number"),
        ({"email": "office"}, "e-mail"),
        ({"number_form": "РП"}, "{number}"),
        ({"full_name": " "}, "full name"),
    ],
)
def test_what_could_not_stand_on_a_paper_is_refused(office: Office, wrong: dict[str, str], word: str) -> None:
    with pytest.raises(Refused, match=word):
        office.call(own_entities.add_own_entity, fields=replace(FIRM, **wrong))
    assert office.call(own_entities.list_own_entities) == ()


def test_a_client_s_requisites_are_entered_once_and_changed_by_one_at_a_time(
    office: Office, make: Make
) -> None:
    client = make.client()
    empty = office.call(client_requisites.show_requisites, client_id=client.id)
    assert (empty.version, empty.fields) == (0, Requisites())
    edit = {"client_id": client.id}
    first = office.call(
        client_requisites.set_requisites, **edit, version=0, fields=Requisites(contract="Договір № 45-Б")
    )
    assert office.call(client_requisites.show_requisites, client_id=client.id) == first
    changed = replace(first.fields, contract="Договір № 46-Б")
    office.call(client_requisites.set_requisites, **edit, version=first.version, fields=changed)
    with pytest.raises(ChangedMeanwhile):
        office.call(
            client_requisites.set_requisites,
            **edit,
            version=first.version,
            fields=replace(first.fields, contract="Договір № 47"),
        )
    with pytest.raises(Refused, match="IBAN"):
        office.call(client_requisites.set_requisites, **edit, version=2, fields=Requisites(iban="UA1"))
    with pytest.raises(NotFound):
        office.call(client_requisites.show_requisites, client_id=999)
