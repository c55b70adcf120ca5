"""Contacts: people (or nameless office numbers) that one or several clients share."""

from dataclasses import dataclass

from crm_tui.domain.kinds import PhoneKind
from crm_tui.usecases.parts.contact_rows import ContactRow, PhoneRow
from crm_tui.usecases.shapes import Named

__all__ = ["ContactCard", "ContactRow", "NewContact", "NewPhone", "PhoneRow"]


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact with all his numbers and all the clients he stands for."""

    id: int
    full_name: str
    email: str
    note: str
    phones: tuple[PhoneRow, ...]
    clients: tuple[Named, ...]
    version: int


@dataclass(frozen=True, slots=True)
class NewPhone:
    """A number as it was typed, to be put on a contact."""

    as_typed: str
    kind: PhoneKind = PhoneKind.MOBILE


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact to be made with a client; a number alone is enough."""

    full_name: str = ""
    position: str = ""
    email: str = ""
    note: str = ""
    phones: tuple[NewPhone, ...] = ()
    main: bool = False
