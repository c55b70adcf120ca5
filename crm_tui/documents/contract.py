"""«Договір» with a firm or a budget institution: nearly all of it is the office's own text."""

from crm_tui.documents.blocks import Block, Columns, Edges, Heading, Text, Title
from crm_tui.documents.named_fields import ITEMS_MARK, place_words
from crm_tui.documents.office_texts import OfficeTexts, TextKind
from crm_tui.documents.parts import in_words, items, signer, totals
from crm_tui.documents.shapes import Paper
from crm_tui.documents.words import quoted_day
from crm_tui.domain.papers import ContractKind

_TEXTS = {
    ContractKind.COMMERCIAL: TextKind.CONTRACT_COMMERCIAL,
    ContractKind.BUDGET: TextKind.CONTRACT_BUDGET,
}


def compose(paper: Paper, texts: OfficeTexts) -> list[Block]:
    """Number, place and day, the text, both sides. A text without a place for the table ends with it."""
    text = texts[_TEXTS[paper.contract_kind or ContractKind.COMMERCIAL]]
    blocks: list[Block] = [
        Title(f"ДОГОВІР №\u00a0{paper.number}", align="C"),
        Edges(place_words(paper.place), quoted_day(paper.day)),
    ]
    for line in (text if ITEMS_MARK in text else f"{text}\n{ITEMS_MARK}").split("\n"):
        blocks += _line(line.strip(), paper)
    last = blocks[-1]
    heading = last.text if isinstance(last, Heading) else ""
    if heading:
        blocks.pop()
    if paper.note:
        blocks.append(Text(paper.note))
    blocks.append(Columns(signer(paper.seller, "ВИКОНАВЕЦЬ"), signer(paper.buyer, "ЗАМОВНИК"), heading))
    return blocks


def _line(line: str, paper: Paper) -> list[Block]:
    if line == ITEMS_MARK:
        return [items(paper), totals(paper), *in_words(paper)]
    if line.startswith("# "):
        return [Heading(line[2:])]
    return [Text(line)] if line else []
