"""One movement of money as a bank's statement or a CA's register tells it, whatever file it stood in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BankRow:
    """A line of a file with money; texts are in one harmless line, IBANs and codes without signs between.

    `payer` is the other side: who paid when the money is `incoming`, else whom it was paid to.
    """

    line: int
    """Where it stands in the file: from 1, as an editor counts."""
    day: date
    amount_kop: int
    """More than 0, also of money that went out."""
    currency: str = "UAH"
    incoming: bool = True
    own_iban: str = ""
    own_code: str = ""
    payer: str = ""
    payer_code: str = ""
    """Empty also where the file says 0000000000."""
    payer_iban: str = ""
    document_number: str = ""
    purpose: str = ""
    bank_id: str = ""
    """What the bank calls it in every file; empty where it has no such name."""
    credited_on: date | None = None
    used_kop: int | None = None
    """How much of it the CA has spent on certificates; only its register says so."""
    cert_until: date | None = None
