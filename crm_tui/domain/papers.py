"""Papers of a sale: kinds, states, VAT; the sums of a line and of a paper, in whole kopiykas, half up.

VAT from gross = gross / 6, from net = net x 0.20; total = net + VAT always.
"""

from enum import StrEnum


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
