"""Pieces that several papers share: requisites of a side, the table, its totals, the sum in words."""

from decimal import Decimal

from crm_tui.documents.blocks import Block, Column, Items, Labelled, SideBlock, Text, Totals
from crm_tui.documents.shapes import Paper, PaperLine, Side
from crm_tui.documents.words import amount_in_words, counted
from crm_tui.domain.money import NO_BREAK, format_money
from crm_tui.domain.papers import VatMode

_SEAL = "М.П. (за наявності)"
_VAT_WORDS = {VatMode.VAT_20: f"20{NO_BREAK}%", VatMode.EXEMPT: "без ПДВ"}


def full_name(side: Side) -> str:
    return side.full_name or side.name


def tax_code_label(code: str) -> str:
    """What a code of this length is called."""
    return {8: "код ЄДРПОУ", 10: "РНОКПП"}.get(len(code), "паспорт")


def codes(side: Side) -> str:
    """ "код ЄДРПОУ 99001004, ІПН 990010026014"; what is empty is not named"""
    known = []
    if side.tax_code:
        known.append(f"{tax_code_label(side.tax_code)} {side.tax_code}")
    if side.vat_number and side.vat_number != side.tax_code:
        known.append(f"ІПН {side.vat_number}")
    return ", ".join(known)


def account(side: Side) -> str:
    """ "IBAN UA21..., АТ «Банк»" """
    if not side.iban:
        return ""
    return f"IBAN {side.iban}" + (f", {side.bank}" if side.bank else "")


def reach(side: Side) -> str:
    """Phone and e-mail."""
    return ", ".join(([f"тел. {side.phone}"] if side.phone else []) + ([side.email] if side.email else []))


def requisites(side: Side) -> tuple[str, ...]:
    """All requisites, a line each, without the name."""
    mail = (
        f"адреса для листування: {side.mail_address}" if side.mail_address not in {"", side.address} else ""
    )
    lines = (account(side), side.address, mail, reach(side), codes(side), side.tax_status)
    return tuple(line for line in lines if line)


def shows_vat(paper: Paper) -> bool:
    return any(line.vat is VatMode.VAT_20 for line in paper.lines)


def items(paper: Paper) -> Items:
    """The table of a paper. Where taxed and untaxed lines meet, a column says which is which."""
    taxed = shows_vat(paper)
    mixed = taxed and any(line.vat is VatMode.EXEMPT for line in paper.lines)
    without = " без ПДВ" if taxed else ""
    columns = [
        Column("№", 9, 3, "C"),
        Column("Товари (роботи, послуги)", 0, 0, "L"),
        Column("Кіл-сть", 17, 8),
        Column("Од.", 15, 8, "C"),
        *([Column("ПДВ", 17, 7, "C")] if mixed else []),
        Column(f"Ціна{without}", 25, 12),
        Column(f"Сума{without}", 27, 13),
    ]
    rows = tuple(_row(number, line, mixed=mixed) for number, line in enumerate(paper.lines, 1))
    return Items(tuple(columns), rows)


def totals(paper: Paper) -> Totals:
    if not shows_vat(paper):
        return Totals((("Всього без ПДВ:", format_money(paper.total_kop)),))
    return Totals(
        (
            ("Разом без ПДВ:", format_money(paper.net_kop)),
            ("Сума ПДВ:", format_money(paper.vat_kop)),
            ("Всього із ПДВ:", format_money(paper.total_kop)),
        )
    )


def in_words(paper: Paper) -> list[Block]:
    """How many names on what sum, then the sum and its VAT in words."""
    count = len(paper.lines)
    names = counted(count, "найменування", "найменування", "найменувань")
    tax = f"У т.ч. ПДВ: {amount_in_words(paper.vat_kop)}" if shows_vat(paper) else "Без ПДВ"
    return [
        Text(f"Всього {count} {names}, на суму {format_money(paper.total_kop)} грн.", gap=0.5),
        Text(amount_in_words(paper.total_kop), bold=True, gap=0.5),
        Text(tax, bold=True, gap=3),
    ]


def ground(paper: Paper) -> list[Block]:
    """The contract, or what else the paper stands on."""
    if not paper.contract:
        return []
    number = paper.contract.removeprefix("Договір ")
    return [Labelled("Підстава:" if number == paper.contract else "Договір:", (number,))]


def signer(side: Side, heading: str, *, day: str = "") -> SideBlock:
    """A side at the end of a paper: its name and requisites, who signs, his line, room for a seal."""
    return SideBlock(
        heading,
        lines=(full_name(side), *requisites(side)),
        position=position_title(side),
        name=side.head_name,
        below=(*((day,) if day else ()), _SEAL),
    )


def position_title(side: Side) -> str:
    return side.head_position[:1].upper() + side.head_position[1:]


def quantity_text(quantity: Decimal) -> str:
    """ "1", "2,5": no zeros that say nothing"""
    whole = f"{quantity.normalize():f}"
    return whole.replace(".", ",")


def _row(number: int, line: PaperLine, *, mixed: bool) -> tuple[str, ...]:
    return (
        str(number),
        line.name,
        quantity_text(line.quantity),
        line.unit,
        *((_VAT_WORDS[line.vat],) if mixed else ()),
        format_money(line.price_kop),
        format_money(line.net_kop),
    )
