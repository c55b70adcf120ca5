"""A paper as plain text, 80 columns: for e-mail, for a screen reader, for a look before it is printed."""

import textwrap
from functools import singledispatch
from itertools import zip_longest
from pathlib import Path

from crm_tui.documents import qr
from crm_tui.documents.blocks import (
    Align,
    Block,
    Box,
    Columns,
    Edges,
    Heading,
    Items,
    Labelled,
    Rule,
    SideBlock,
    Signature,
    Text,
    Title,
    Totals,
)
from crm_tui.documents.compose import compose
from crm_tui.documents.shapes import Paper
from crm_tui.domain.money import NO_BREAK

WIDTH = 80
_LABEL = 15
_SIGN = "_" * 14 + " "


def render_text(paper: Paper, *, templates_dir: Path | None = None) -> str:
    """The paper as lines of at most 80 letters; a QR becomes its address."""
    lines: list[str] = []
    for block in compose(paper, templates_dir=templates_dir):
        close = isinstance(block, Text) and block.gap < 1
        lines += [*write(block), *([] if close else [""])]
    return "\n".join(line.rstrip().replace(NO_BREAK, " ") for line in lines).rstrip() + "\n"


@singledispatch
def write(block: Block) -> list[str]:
    """The lines of the block."""
    raise NotImplementedError(block)


@write.register
def _(block: Title) -> list[str]:
    return _aligned(block.text, block.align) + (["=" * WIDTH] if block.rule else [])


@write.register
def _(block: Heading) -> list[str]:
    return _aligned(block.text, "C")


@write.register
def _(block: Text) -> list[str]:
    return _aligned(block.text, block.align)


@write.register
def _(block: Edges) -> list[str]:
    return [block.left + block.right.rjust(WIDTH - len(block.left))]


@write.register
def _(block: Labelled) -> list[str]:
    return _labelled(block.label, block.lines)


@write.register
def _(block: Box) -> list[str]:
    return [block.title, *(line for label, text in block.rows for line in _labelled(f"{label}: ", (text,)))]


@write.register
def _(block: Items) -> list[str]:
    taken = sum(column.chars for column in block.columns) + len(block.columns) - 1
    widths = [column.chars or WIDTH - taken for column in block.columns]
    rule = "-" * WIDTH
    aligns: list[Align] = [column.align for column in block.columns]
    head = _cells(tuple(column.head for column in block.columns), widths, ["L" for _ in widths])
    return [
        rule,
        *head,
        rule,
        *(line for row in block.rows for line in _cells(row, widths, aligns)),
        rule,
    ]


@write.register
def _(block: Totals) -> list[str]:
    return [f"{label} {value.rjust(14)}".rjust(WIDTH) for label, value in block.rows]


@write.register
def _(block: Columns) -> list[str]:
    half = (WIDTH - 4) // 2
    heading = [*_aligned(block.heading, "C"), ""] if block.heading else []
    parts = [
        *zip_longest(_above(block.left, half), _above(block.right, half), fillvalue=""),
        ("", ""),
        *zip_longest(_sign(block.left, half), _sign(block.right, half), fillvalue=""),
    ]
    return heading + [f"{left.ljust(half)}    {right}" for left, right in parts]


@write.register
def _(block: Signature) -> list[str]:
    lines = ["=" * WIDTH, "", f"{block.label} ____________________ {block.name}", *block.notes]
    if block.qr:
        lines += ["", "Сплатити через застосунок банку:", qr.content(block.qr)]
    return lines


@write.register
def _(_block: Rule) -> list[str]:
    return ["-" * WIDTH]


def _above(side: SideBlock, width: int) -> list[str]:
    return [line for text in (side.heading, *side.lines) for line in _wrap(text, width)]


def _sign(side: SideBlock, width: int) -> list[str]:
    name = textwrap.wrap(side.name, width, initial_indent=_SIGN, subsequent_indent=" " * len(_SIGN))
    below = [line for text in side.below for line in _wrap(text, width)]
    return [side.position, "", *(name or [_SIGN]), *below]


def _labelled(label: str, lines: tuple[str, ...]) -> list[str]:
    indent = max(_LABEL, len(label))
    texts = [line for text in lines for line in _wrap(text, WIDTH - indent)]
    return [(label if at == 0 else "").ljust(indent) + line for at, line in enumerate(texts)]


def _cells(row: tuple[str, ...], widths: list[int], aligns: list[Align]) -> list[str]:
    cells = [_wrap(text, width) for text, width in zip(row, widths, strict=True)]
    put = {"R": str.rjust, "C": str.center}
    return [
        " ".join(
            put.get(align, str.ljust)(text, width)
            for text, width, align in zip(line, widths, aligns, strict=True)
        )
        for line in zip_longest(*cells, fillvalue="")
    ]


def _aligned(text: str, align: Align) -> list[str]:
    lines = [line for part in text.split("\n") for line in _wrap(part, WIDTH) or [""]]
    put = {"R": str.rjust, "C": str.center}
    return [put.get(align, str.ljust)(line, WIDTH) for line in lines]


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False)
