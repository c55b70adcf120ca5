"""What a paper is made from: plain typed data, already computed; nothing here asks a store.

Money is whole kopiykas; days are Kyiv dates.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from crm_tui.domain.papers import ContractKind, PaperKind, VatMode


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides of a paper with its requisites; an empty field prints nothing."""

    name: str
    """As it stands in lists: «ТОВ «Ромашка»»."""
    full_name: str
    tax_code: str = ""
    vat_number: str = ""
    iban: str = ""
    bank: str = ""
    address: str = ""
    mail_address: str = ""
    phone: str = ""
    email: str = ""
    tax_status: str = ""
    """«платник єдиного податку 3 групи (5 %)»: a free text of the own firm."""
    head_name: str = ""
    head_name_genitive: str = ""
    """«Іваненка Івана Івановича»; typed by a person, never declined in silence."""
    head_position: str = ""
    head_position_genitive: str = ""
    acts_on: str = ""
    """«Статуту», «довіреності № 5 від 01.02.2026»."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the table; `total_kop` = `net_kop` + `vat_kop`, as the domain rule computed them."""

    name: str
    unit: str
    quantity: Decimal
    price_kop: int
    """As shown in the column of prices: without VAT where the paper shows VAT."""
    vat: VatMode
    net_kop: int
    vat_kop: int
    total_kop: int


@dataclass(frozen=True, slots=True)
class Paper:
    """An offer, an invoice, an act or a contract, ready to be printed."""

    kind: PaperKind
    number: str
    day: date
    seller: Side
    buyer: Side
    lines: tuple[PaperLine, ...]
    net_kop: int
    vat_kop: int
    total_kop: int
    valid_until: date | None = None
    purpose: str = ""
    """Of the payment; carries the identifier by which it is found again."""
    place: str = ""
    """The city, on acts and contracts: «Львів»."""
    contract: str = ""
    """The ground: «Договір № 45-Б від 01.02.2026»."""
    contract_kind: ContractKind | None = None
    author: str = ""
    note: str = ""
    logo: bytes = field(default=b"", repr=False)
    """A PNG, as `exchange/logo.py` makes it; not on the plain text."""
    fields: dict[str, str] = field(default_factory=dict)
    """Further named fields for the office's own texts: Prozorro id, ДК 021:2015, КЕКВ, treasury body ..."""
