"""Making and changing a card: what is typed, what is warned of, what another saved meanwhile."""

from dataclasses import dataclass

from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning about one field: it can be saved, but look again (a wrong check digit can be real)."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A card that may be the same client: `why` is tax_code, phone or name; `likeness` 0..1 for names."""

    client: Named
    tax_code: str
    why: str
    likeness: float


@dataclass(frozen=True, slots=True)
class ClientSaved:
    """A card that was saved, and what to look at again."""

    id: int
    version: int
    doubts: tuple[Doubt, ...]
