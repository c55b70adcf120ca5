"""«Комерційна пропозиція»."""

from crm_tui.documents.blocks import Block, Edges, Labelled, Rule, Text, Title
from crm_tui.documents.office_texts import OfficeTexts, TextKind
from crm_tui.documents.parts import codes, full_name, in_words, items, reach, totals
from crm_tui.documents.shapes import Paper
from crm_tui.documents.words import day_in_words


def compose(paper: Paper, texts: OfficeTexts) -> list[Block]:
    """Who writes, to whom, the office's letter, what is offered, how to answer."""
    seller, buyer = paper.seller, paper.buyer
    blocks: list[Block] = [Text(full_name(seller), bold=True, gap=0.5)]
    blocks += [
        Text(line, small=True, gap=0) for line in (seller.address, reach(seller), codes(seller)) if line
    ]
    blocks += [
        Rule(),
        Edges(f"№\u00a0{paper.number}", day_in_words(paper.day)),
        Labelled(
            "Кому:", tuple(line for line in (full_name(buyer), buyer.head_name) if line), bold_first=True
        ),
        Title("Комерційна пропозиція", align="C"),
    ]
    blocks += [Text(line) for line in texts[TextKind.OFFER_LETTER].split("\n") if line]
    blocks += [items(paper), totals(paper), *in_words(paper)]
    if paper.note:
        blocks.append(Text(paper.note))
    blocks += [Text(part) for part in texts[TextKind.OFFER_FOOTER].split("\n\n") if part]
    return blocks
