"""Contacts: people (or nameless office numbers) that one or several clients share."""

from dataclasses import dataclass

from crm_tui.domain.kinds import PhoneKind
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A contact's use of a number: `id` is the use (to remove it), `as_typed` what a person wrote."""

    id: int
    e164: str
    as_typed: str
    kind: PhoneKind
    extension: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact at one client: position and `main` are of that place; `shared` counts all his clients."""

    id: int
    full_name: str
    position: str
    main: bool
    email: str
    note: str
    phones: tuple[PhoneRow, ...]
    shared: int
    version: int


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
