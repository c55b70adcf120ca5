"""The payment QR of the National Bank, format 002: a bank's application fills the payment from it."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from crm_tui.domain.money import money_decimal

ADDRESS = "https://bank.gov.ua/qr/"
_NAME_MOST, _PURPOSE_MOST, _PAYLOAD_MOST = 140, 420, 331
_MOST_AT_M = 412
_UNWRITABLE = str.maketrans(
    {"\u02bc": "'", "\u2019": "'", "\u2212": "-", "\u00a0": " ", "\n": " ", "\r": " "}
)


@dataclass(frozen=True, slots=True)
class QrPayment:
    """What a payment is filled with."""

    recipient: str
    iban: str
    tax_code: str
    total_kop: int
    purpose: str


def payload(payment: QrPayment) -> bytes:
    """The thirteen lines in Windows-1251; the purpose, and it alone, is cut to what the code can hold."""
    head = [
        "BCD",
        "002",
        "2",
        "UCT",
        "",
        _plain(payment.recipient)[:_NAME_MOST],
        payment.iban,
        f"UAH{money_decimal(payment.total_kop)}",
        payment.tax_code,
        "",
        "",
    ]
    before = ("\r\n".join(head) + "\r\n").encode("cp1251", "replace")
    room = min(_PURPOSE_MOST, _PAYLOAD_MOST - len(before) - len(b"\r\n"))
    # Windows-1251 has a byte for a letter, so letters are counted as bytes.
    return before + _plain(payment.purpose)[:room].encode("cp1251", "replace") + b"\r\n"


def content(payment: QrPayment) -> str:
    """The address that stands in the code."""
    return ADDRESS + urlsafe_b64encode(payload(payment)).decode().rstrip("=")


def modules(payment: QrPayment) -> tuple[bytes, ...]:
    """The rows of the code, a byte for each module: 1 is dark. Without the quiet zone."""
    import segno

    address = content(payment)
    # Format 002 ends at version 15, where level M holds 412 letters; longer ones get level L.
    level = "m" if len(address) <= _MOST_AT_M else "l"
    # All eight masks read alike here: base64 has no pattern to break. Weighing them took 50 ms a paper.
    code = segno.make_qr(address, error=level, boost_error=False, mask=3)
    return tuple(bytes(row) for row in code.matrix)


def _plain(text: str) -> str:
    return " ".join(text.translate(_UNWRITABLE).split())
