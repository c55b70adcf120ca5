"""Own firms and clients: what papers need of both."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from crm_tui.domain.errors import ChangedMeanwhile, Forbidden, NotFound, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import client_requisites, own_entities, papers
from crm_tui.usecases.client_requisites import Requisites
from crm_tui.usecases.office import Office
from crm_tui.usecases.own_entities import OwnEntityFields
from tests.documents.test_logo import images
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


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 80), colour).save(out, "JPEG", quality=95)
    return out.getvalue()


def test_papers_bear_the_logo_of_their_day_and_a_reprint_the_one_it_was_issued_with(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    firm, client = office.call(own_entities.add_own_entity, fields=FIRM), make.client(tax_code="99001004")
    fields = papers.PaperFields(
        PaperKind.INVOICE, firm.id, client.id or 0, date(2026, 3, 2), (papers.LineFields("Супровід", 100_00),)
    )

    def issued() -> int:
        draft = office.call(papers.add_paper, fields=fields)
        return office.call(papers.issue_paper, paper_id=draft.id).paper.id

    def seen(paper_id: int) -> list[tuple[int, ...]]:
        found = images(office.call(papers.paper_pdf, paper_id=paper_id).content)
        return [tuple(round(part, -1) for part in one.getpixel((9, 9))) for _page, _place, one in found]

    bare = issued()
    assert office.call(own_entities.set_logo, own_entity_id=firm.id, content=picture("red")).logo
    red = issued()
    office.call(own_entities.set_logo, own_entity_id=firm.id, content=picture("blue"))
    blue = issued()
    with pytest.raises(Refused, match="neither"):
        office.call(own_entities.set_logo, own_entity_id=firm.id, content=b"BM")
    manager = office.as_actor(actors[Role.MANAGER])
    with pytest.raises(Forbidden):
        manager.call(own_entities.remove_logo, own_entity_id=firm.id)
    (row,) = office.call(own_entities.list_own_entities)
    assert row.logo
    # Whoever has the form open meanwhile saves it: a picture is no field of it.
    edit = {"own_entity_id": firm.id, "version": firm.version}
    office.call(own_entities.edit_own_entity, **edit, fields=replace(firm.fields, phone="0322000101"))
    assert not office.call(own_entities.remove_logo, own_entity_id=firm.id).logo
    last = issued()
    assert [seen(one) for one in (bare, red, blue, last)] == [[], [(250, 0, 0)], [(0, 0, 250)], []]
