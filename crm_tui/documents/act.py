"""«Акт надання послуг»: a primary document, so it names both sides, the day, what was done, who answers."""

from crm_tui.documents.blocks import Block, Columns, Labelled, SideBlock, Text, Title
from crm_tui.documents.named_fields import place_words
from crm_tui.documents.office_texts import OfficeTexts, TextKind
from crm_tui.documents.parts import full_name, ground, in_words, items, position_title, signer, totals
from crm_tui.documents.shapes import Paper, Side
from crm_tui.documents.words import day_in_words, quoted_day


def compose(paper: Paper, texts: OfficeTexts) -> list[Block]:
    """Approved by both, what was done, no claims, signed by both."""
    blocks: list[Block] = [
        Columns(_approved(paper.buyer), _approved(paper.seller)),
        Title(f"АКТ надання послуг №\u00a0{paper.number} від {day_in_words(paper.day)}", align="C"),
        *(Text(line) for line in texts[TextKind.ACT_INTRO].split("\n") if line),
        *ground(paper),
        *_codes_of_the_budget(paper),
        items(paper),
        totals(paper),
        *in_words(paper),
        *(Text(line) for line in texts[TextKind.ACT_STATEMENT].split("\n") if line),
    ]
    if paper.note:
        blocks.append(Text(paper.note))
    if paper.place:
        blocks.append(Text(f"Місце складання: {place_words(paper.place)}", gap=3))
    day = quoted_day(paper.day)
    blocks += [
        Columns(
            signer(paper.seller, "Від Виконавця*", day=day), signer(paper.buyer, "Від Замовника", day=day)
        ),
        Text(
            "* Відповідальний за здійснення господарської операції і правильність її оформлення", small=True
        ),
    ]
    return blocks


def _approved(side: Side) -> SideBlock:
    return SideBlock("ЗАТВЕРДЖУЮ", (full_name(side),), position_title(side), side.head_name)


def _codes_of_the_budget(paper: Paper) -> list[Block]:
    """What a treasury looks for on an act: the code of the purchase and the economic code."""
    known = (
        ("ДК 021:2015:", paper.fields.get("purchase_code", "")),
        ("КЕКВ:", paper.fields.get("economic_code", "")),
    )
    return [Labelled(label, (value,)) for label, value in known if value]
