"""«Рахунок на оплату»."""

from crm_tui.documents.blocks import Block, Box, Labelled, Signature, Text, Title
from crm_tui.documents.invoice_words import payment_of, payment_purpose
from crm_tui.documents.office_texts import OfficeTexts, TextKind
from crm_tui.documents.parts import (
    codes,
    full_name,
    ground,
    in_words,
    items,
    requisites,
    tax_code_label,
    totals,
)
from crm_tui.documents.shapes import Paper
from crm_tui.documents.words import day_in_words
from crm_tui.domain.kyiv import format_date


def compose(paper: Paper, texts: OfficeTexts) -> list[Block]:
    """Top to bottom as the forms of 1C and BAS have it."""
    notice, footer = texts[TextKind.INVOICE_NOTICE], texts[TextKind.INVOICE_FOOTER]
    blocks: list[Block] = [Text(notice, small=True, align="C", gap=3)] if notice else []
    blocks += _payment_box(paper)
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
    blocks += [*ground(paper), items(paper), totals(paper), *in_words(paper)]
    if paper.note:
        blocks.append(Text(paper.note))
    valid = (f"Рахунок дійсний до {format_date(paper.valid_until)}",) if paper.valid_until else ()
    blocks.append(Signature("Виписав(ла):", paper.author, notes=valid, qr=payment_of(paper)))
    if footer:
        blocks.append(Text(footer, small=True))
    return blocks


def _payment_box(paper: Paper) -> list[Block]:
    seller = paper.seller
    if not seller.iban:
        return []
    label = tax_code_label(seller.tax_code)
    rows = (
        ("Одержувач", full_name(seller)),
        (label[0].upper() + label[1:], seller.tax_code),
        ("IBAN", seller.iban),
        ("Банк", seller.bank),
        ("Призначення платежу", payment_purpose(paper)),
    )
    return [Box("Зразок заповнення платіжної інструкції", tuple(row for row in rows if row[1]))]


def _buyer(paper: Paper) -> tuple[str, ...]:
    buyer = paper.buyer
    lines = (codes(buyer), buyer.address, f"тел. {buyer.phone}" if buyer.phone else "")
    return tuple(line for line in lines if line)
