"""A contact that is made together with a client, or for one."""

from dataclasses import dataclass

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import PhoneKind
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Contact
from crm_tui.usecases.parts.contact_keys import contact_columns
from crm_tui.usecases.parts.phones import link, put_phone, read_typed


@dataclass(frozen=True, slots=True)
class NewPhone:
    """A number as it was typed, to be put on a contact; the kind is guessed when not said."""

    as_typed: str
    kind: PhoneKind | None = None


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact to be made with a client; a number alone is enough."""

    full_name: str = ""
    position: str = ""
    email: str = ""
    note: str = ""
    phones: tuple[NewPhone, ...] = ()
    main: bool = False


def new_contact(unit: Unit, *, client_id: int, contact: NewContact) -> Contact:
    """Writes the contact, his numbers and his place; Refused when there is nothing to know him by."""
    typed = [one for one in contact.phones if one.as_typed.strip()]
    phones = [(one.kind, phone) for one in typed for phone in read_typed(unit, one.as_typed)]
    columns = contact_columns(contact.full_name, contact.email, contact.note)
    if not (columns["full_name"] or columns["email"] or phones):
        raise Refused(_("A contact needs a name, a phone or an e-mail"))
    row = unit.add(Contact(**columns, created_at=unit.now))
    for kind, phone in phones:
        put_phone(unit, row.id or 0, phone, kind)
    link(unit, client_id=client_id, contact_id=row.id or 0, position=contact.position, main=contact.main)
    return row
