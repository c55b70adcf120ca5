"""«Рахунок на оплату»."""

from crm_tui.documents.blocks import Block, Box, Labelled, Signature, Text, Title
from crm_tui.documents.parts import (
    codes,
    full_name,
    in_words,
    items,
    requisites,
    shows_vat,
    tax_code_label,
    totals,
)
from crm_tui.documents.qr import QrPayment
from crm_tui.documents.shapes import Paper
from crm_tui.documents.words import day_in_words
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money


def payment_purpose(paper: Paper) -> str:
    """What the client writes into the payment when the paper names nothing else."""
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
        purpose=paper.purpose or payment_purpose(paper),
    )


def compose(paper: Paper) -> list[Block]:
    """Top to bottom as the forms of 1C and BAS have it."""
    blocks = _payment_box(paper)
    blocks.append(
        Title(
            f"Рахунок на оплату № {paper.number} від {day_in_words(paper.day)}".replace(" № ", " №\u00a0"),
            rule=True,
        )
    )
    blocks.append(
        Labelled("Постачальник:", (full_name(paper.seller), *requisites(paper.seller)), bold_first=True)
    )
    blocks.append(Labelled("Покупець:", (full_name(paper.buyer), *_buyer(paper)), bold_first=True))
    if paper.contract:
        blocks.append(Labelled("Договір:", (paper.contract,)))
    blocks += [items(paper), totals(paper), *in_words(paper)]
    if paper.note:
        blocks.append(Text(paper.note))
    valid = (f"Рахунок дійсний до {format_date(paper.valid_until)}",) if paper.valid_until else ()
    blocks.append(Signature("Виписав(ла):", paper.author, notes=valid, qr=payment_of(paper)))
    return blocks


def _payment_box(paper: Paper) -> list[Block]:
    seller = paper.seller
    rows = [
        ("Одержувач", full_name(seller)),
        (tax_code_label(seller.tax_code)[:1].upper() + tax_code_label(seller.tax_code)[1:], seller.tax_code),
        ("IBAN", seller.iban),
        ("Банк", seller.bank),
        ("Призначення платежу", paper.purpose or payment_purpose(paper)),
    ]
    if not seller.iban:
        return []
    return [Box("Зразок заповнення платіжної інструкції", tuple(row for row in rows if row[1]))]


def _buyer(paper: Paper) -> tuple[str, ...]:
    buyer = paper.buyer
    lines = (codes(buyer), buyer.address, f"тел. {buyer.phone}" if buyer.phone else "")
    return tuple(line for line in lines if line)
