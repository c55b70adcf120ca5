"""Every word on a paper made harmless: what stands on cards came from files and from other programs."""

from dataclasses import fields, replace

from crm_tui.documents.shapes import Paper, PaperLine, Side
from crm_tui.domain.text import clean, clean_multiline


def harmless(paper: Paper) -> Paper:
    """The same paper without control signs, halves of letters and breaks inside names; a note keeps its."""
    return replace(
        paper,
        number=_word(paper.number),
        seller=_side(paper.seller),
        buyer=_side(paper.buyer),
        lines=tuple(_line(line) for line in paper.lines),
        purpose=_word(paper.purpose),
        place=_word(paper.place),
        contract=_word(paper.contract),
        author=_word(paper.author),
        note=clean_multiline(paper.note).strip(),
        fields={name: _word(value) for name, value in paper.fields.items()},
    )


_OF_SIDE = tuple(field.name for field in fields(Side))


def _side(side: Side) -> Side:
    return Side(**{name: _word(getattr(side, name)) for name in _OF_SIDE})


def _line(line: PaperLine) -> PaperLine:
    return replace(line, name=_word(line.name), unit=_word(line.unit))


def _word(text: str) -> str:
    return clean(text).strip()
