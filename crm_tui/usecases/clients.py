"""The list of clients and the search over it; it does not care how many there are."""

from dataclasses import dataclass

from crm_tui.domain.kinds import ClientKind

Cursor = tuple[str, int]
"""A place in the list: (sort_key, id) of a row."""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in a list, light: the first phone and the manager of one of his services, if any."""

    id: int
    kind: ClientKind
    name: str
    legal_form: str
    tax_code: str
    region: str
    phone: str
    manager: str
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class ClientPage:
    """Rows in Ukrainian order; `more` says whether the list goes on in the asked direction."""

    rows: tuple[ClientRow, ...]
    more: bool
