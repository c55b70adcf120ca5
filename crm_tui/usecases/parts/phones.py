"""Numbers and their uses: one number of the world, many contacts that use it."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import PhoneKind
from crm_tui.domain.phone import Phone as TypedPhone
from crm_tui.domain.phone_list import parse_phones
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientContact, Contact, ContactPhone, Phone


def read_typed(unit: Unit, text: str) -> list[TypedPhone]:
    """The numbers in a field of a form (there may be several); Refused when one of them is no number."""
    found = parse_phones(clean(text), unit.settings.pbx.city_code)
    wrong = [one.as_typed for one in found if one.e164 is None]
    if wrong or not found:
        shown = wrong[0] if wrong else clean(text).strip()
        raise Refused(_("This is no phone number: {number}").format(number=shown))
    return found


def put_phone(unit: Unit, contact_id: int, phone: TypedPhone, kind: PhoneKind | None = None) -> ContactPhone:
    """The contact's use of a number; the one there is when he has it already."""
    number = _number(unit, phone.e164 or "")
    known = unit.session.exec(
        select(ContactPhone).where(
            col(ContactPhone.contact_id) == contact_id, col(ContactPhone.phone_id) == number.id
        )
    ).first()
    if known is not None:
        return known
    return unit.add(
        ContactPhone(
            contact_id=contact_id,
            phone_id=number.id or 0,
            kind=kind or kind_of(phone.e164 or ""),
            as_typed=phone.as_typed,
            extension=phone.extension,
        )
    )


def kind_of(e164: str) -> PhoneKind:
    """The likely kind of a number: by its beginning, mobile or an office's."""
    mobile = {"39", "50", "63", "66", "67", "68", "73", "75", "77"}
    is_mobile = e164.startswith("+380") and (e164[4:6] in mobile or e164[4] == "9")
    return PhoneKind.MOBILE if is_mobile else PhoneKind.WORK


def put_number(unit: Unit, *, client_id: int, contact_id: int | None, phone: TypedPhone) -> int:
    """Puts a number on a contact of the client; without one, on a new contact without a name."""
    if contact_id is None:
        contact_id = unit.add(Contact(created_at=unit.now)).id or 0
    link(unit, client_id=client_id, contact_id=contact_id)
    put_phone(unit, contact_id, phone)
    return contact_id


def link(
    unit: Unit, *, client_id: int, contact_id: int, position: str = "", main: bool = False
) -> ClientContact:
    """The contact's place at a client; the one there is when he has it already."""
    known = unit.session.exec(
        select(ClientContact).where(
            col(ClientContact.client_id) == client_id, col(ClientContact.contact_id) == contact_id
        )
    ).first()
    if known is not None:
        return known
    place = ClientContact(client_id=client_id, contact_id=contact_id, position=clean(position).strip())
    place.main = main
    return unit.add(place)


def _number(unit: Unit, e164: str) -> Phone:
    statement = select(Phone).where(col(Phone.e164) == e164)
    known = unit.session.exec(statement).first()
    if known is not None:
        return known
    try:
        with unit.session.begin_nested():
            row = Phone(e164=e164, reversed=e164[::-1])
            unit.session.add(row)
            unit.session.flush()
    except IntegrityError:
        # Another writer made the same number between our look and our insert.
        return unit.session.exec(statement).one()
    unit.log_insert(row)
    return row
