"""A card filled from certificates: each field remembers it, what a person typed waits for a yes (S3)."""

from dataclasses import dataclass, replace
from typing import cast

from sqlmodel import col, select

from crm_tui.domain.certificate_offer import ClientOffer, Offering, offer_of
from crm_tui.domain.clients import ClientDraft
from crm_tui.domain.errors import FieldChange
from crm_tui.domain.permissions import Permission
from crm_tui.domain.phone_list import parse_phones
from crm_tui.domain.search_key import search_key
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Certificate, Client
from crm_tui.usecases.base import requires
from crm_tui.usecases.client_edit import ClientSaved, NewContact, NewPhone, add_client, fill_client
from crm_tui.usecases.parts.client_values import draft_of
from crm_tui.usecases.parts.contact_rows import contact_rows
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.field_sources import set_sources
from crm_tui.usecases.parts.new_contacts import new_contact

CERTIFICATE = "certificate"
"""The source that filled fields remember."""
MOST = 50


@dataclass(frozen=True, slots=True)
class CardFilled:
    """What became of a card: fields taken, fields that a person had typed and that wait for a yes.

    `phone` is the number that was put on a contact, empty when there was none or it was there already.
    """

    client_id: int
    name: str
    applied: tuple[str, ...]
    kept: tuple[FieldChange, ...]
    phone: str


@requires(Permission.KEP_CERTIFICATE_READ)
def offer_for_code(unit: Unit, *, tax_code: str) -> ClientOffer | None:
    """What stored certificates of a tax code tell of its owner; None when there are none."""
    code = read_tax_code(tax_code).code
    found = select(Certificate).where(col(Certificate.tax_code) == code)
    newest = found.order_by(col(Certificate.valid_to).desc(), col(Certificate.id).desc()).limit(MOST)
    rows = unit.session.exec(newest).all() if code else []
    return offer_of(code, cast("list[Offering]", rows))


@requires(Permission.KEP_CERTIFICATE_READ)
def offer_for_client(unit: Unit, *, client_id: int) -> ClientOffer | None:
    """What the certificates of a client tell; None when he has none."""
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    found = select(Certificate).where(col(Certificate.client_id) == client_id)
    newest = found.order_by(col(Certificate.valid_to).desc(), col(Certificate.id).desc()).limit(MOST)
    return offer_of(client.tax_code or "", cast("list[Offering]", unit.session.exec(newest).all()))


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def fill_card(unit: Unit, *, client_id: int, offer: ClientOffer, replace_typed: bool = False) -> CardFilled:
    """Takes the offered fields into a card; those a person typed only with `replace_typed`.

    A name that says the same in other signs is left as it is. The phone goes to a contact of the head's name,
    unless one of the client's contacts has it.
    """
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    now = draft_of(client)
    wanted = {
        name: value
        for name, value in offer.values().items()
        if search_key(value) != search_key(getattr(now, name))
        and not (name == "full_name" and _same_firm(client, value))
    }
    typed = frozenset(wanted) if replace_typed else frozenset[str]()
    filled = fill_client(unit, client_id=client_id, values=wanted, source=CERTIFICATE, replace_typed=typed)
    return CardFilled(
        client_id=client_id,
        name=client.short_name or client.full_name,
        applied=filled.applied,
        kept=filled.kept,
        phone=_put_phone(unit, client_id, offer),
    )


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def add_from_offer(unit: Unit, *, offer: ClientOffer) -> ClientSaved:
    """A new card with what certificates tell; certificates of its code that were nobody's become its own."""
    draft = replace(ClientDraft(kind=offer.kind, tax_code=offer.tax_code), **offer.values())  # type: ignore[arg-type]
    saved = add_client(unit, draft=draft, contacts=(_contact(unit, offer),) if _number(unit, offer) else ())
    set_sources(unit, saved.id, ("tax_code", *offer.values()), CERTIFICATE)
    return saved


def _same_firm(client: Client, name: str) -> bool:
    """«ТОВ "Приклад"» and «Товариство з обмеженою відповідальністю «Приклад»» are one name."""
    from crm_tui.domain.names import name_key

    return name_key(name) in {name_key(client.full_name), name_key(client.short_name)}


def _number(unit: Unit, offer: ClientOffer) -> str:
    found = parse_phones(offer.phone, unit.settings.pbx.city_code) if offer.phone else []
    return next((one.e164 for one in found if one.e164), "")


def _contact(unit: Unit, offer: ClientOffer) -> NewContact:
    name = offer.head_name or offer.full_name.removeprefix("ФОП ")
    return NewContact(
        full_name=name, position=offer.head_position, phones=(NewPhone(_number(unit, offer)),), main=True
    )


def _put_phone(unit: Unit, client_id: int, offer: ClientOffer) -> str:
    number = _number(unit, offer)
    contacts = contact_rows(unit, client_id)
    if not number or any(phone.e164 == number for one in contacts for phone in one.phones):
        return ""
    made = replace(_contact(unit, offer), main=not contacts)
    new_contact(unit, client_id=client_id, contact=made)
    unit.notify("clients", client_id)
    return number
