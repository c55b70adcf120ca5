"""The office itself: own firms, number series without gaps, settings of the whole store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnEntityRow:
    """One of the office's own firms with its requisites."""

    id: int
    short_name: str
    full_name: str
    tax_code: str
    vat_number: str
    iban: str
    address: str
    phone: str
    active: bool
    version: int
