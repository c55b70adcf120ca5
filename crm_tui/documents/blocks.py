"""What a paper is put together from: one composition, drawn as PDF and written as plain text alike."""

from dataclasses import dataclass
from typing import Literal

from crm_tui.documents.qr import QrPayment

Align = Literal["L", "C", "R"]


@dataclass(frozen=True, slots=True)
class Title:
    """The name of the paper; `rule` draws the thick line below it, as on invoices."""

    text: str
    align: Align = "L"
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a section; never the last line of a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    bold: bool = False
    small: bool = False
    align: Align = "L"
    gap: float = 1.5
    """Millimetres below."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Two pieces of one line: the city at the left, the day at the right."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and what belongs to it; the first line may be bold (the name of a side)."""

    label: str
    lines: tuple[str, ...]
    bold_first: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A frame with labelled lines: what to write into a payment order."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; without a width it takes what is left."""

    head: str
    width: float
    chars: int
    align: Align = "R"


@dataclass(frozen=True, slots=True)
class Items:
    """The table; its head is repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Right-aligned sums below the table; kept together with what follows them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SideBlock:
    """One of two columns: a bold heading, lines below it, then who signs; both sides sign at one height."""

    heading: str
    lines: tuple[str, ...]
    position: str
    name: str
    """Beside the line of the signature."""
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Both sides of a paper beside each other; never broken over pages nor parted from their heading."""

    left: SideBlock
    right: SideBlock
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who made out the paper; beside it the payment QR, when there is one."""

    label: str
    name: str
    notes: tuple[str, ...] = ()
    qr: QrPayment | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""


Block = Title | Heading | Text | Edges | Labelled | Box | Items | Totals | Columns | Signature | Rule
