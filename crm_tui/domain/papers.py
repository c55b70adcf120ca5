"""Papers of a sale: kinds, states, VAT; the sums of a line and of a paper, in whole kopiykas, half up.

VAT from gross = gross / 6, from net = net x 0.20; total = net + VAT always.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm_tui.domain.money import half_up

LOGO_MM = (60, 16)
"""The place of a logo on a paper: its width and height."""
LOGO_BYTES = 2 * 1024**2
"""Of the file that a logo is taken from; what is kept of it is much smaller."""


class PaperKind(StrEnum):
    """What is printed."""

    OFFER = "offer"
    INVOICE = "invoice"
    ACT = "service_act"
    CONTRACT = "contract"


class ContractKind(StrEnum):
    """A contract with a self-financing firm or with a budget institution."""

    COMMERCIAL = "commercial_contract"
    BUDGET = "budget_contract"


class VatMode(StrEnum):
    """How a line is taxed; a payer of VAT may sell some lines without it (licences)."""

    EXEMPT = "vat_exempt"
    VAT_20 = "vat_20"


@dataclass(frozen=True, slots=True)
class Sums:
    """Of a line or of a paper; `total_kop` = `net_kop` + `vat_kop`."""

    net_kop: int
    vat_kop: int

    @property
    def total_kop(self) -> int:
        return self.net_kop + self.vat_kop


def vat_mode(wanted: VatMode, *, seller_pays_vat: bool) -> VatMode:
    """Who is no payer of VAT sells every line without it, whatever the price list says."""
    return wanted if seller_pays_vat else VatMode.EXEMPT


def shown_price(price_kop: int, vat: VatMode, *, includes_vat: bool) -> int:
    """The price for the column of prices: without VAT."""
    if vat is VatMode.VAT_20 and includes_vat:
        return half_up(Decimal(price_kop) * 5 / 6)
    return price_kop


def line_sums(quantity: Decimal, price_kop: int, vat: VatMode, *, includes_vat: bool) -> Sums:
    """The sums of a line: a price with VAT keeps the total to the kopiyka, one without it the net."""
    amount = half_up(quantity * price_kop)
    if vat is VatMode.EXEMPT:
        return Sums(amount, 0)
    if includes_vat:
        tax = half_up(Decimal(amount) / 6)
        return Sums(amount - tax, tax)
    return Sums(amount, half_up(Decimal(amount) / 5))


def paper_sums(lines: Iterable[Sums]) -> Sums:
    """VAT is rounded in each line, so a paper is the sum of its lines and nothing else."""
    net = tax = 0
    for line in lines:
        net += line.net_kop
        tax += line.vat_kop
    return Sums(net, tax)
