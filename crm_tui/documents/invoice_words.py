"""What an invoice and its QR say to the bank."""

from crm_tui.documents.parts import shows_vat
from crm_tui.documents.qr import QrPayment
from crm_tui.documents.shapes import Paper
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money


def payment_purpose(paper: Paper) -> str:
    """What the client writes into the payment; when the paper names nothing, its number, day and VAT."""
    if paper.purpose:
        return paper.purpose
    tax = f"у т.ч. ПДВ {format_money(paper.vat_kop)} грн" if shows_vat(paper) else "без ПДВ"
    return f"Оплата за рахунком № {paper.number} від {format_date(paper.day)}, {tax}"


def payment_of(paper: Paper) -> QrPayment | None:
    """What the QR says; a seller without an account has none, nor has a paper of nothing."""
    seller = paper.seller
    if not (seller.iban and seller.tax_code and paper.total_kop > 0):
        return None
    return QrPayment(
        recipient=seller.name or seller.full_name,
        iban=seller.iban,
        tax_code=seller.tax_code,
        total_kop=paper.total_kop,
        purpose=payment_purpose(paper),
    )
