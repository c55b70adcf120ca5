"""How each block is drawn on the page."""

from functools import singledispatch

from crm_tui.documents.blocks import (
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
from crm_tui.documents.drawing_items import draw_items
from crm_tui.documents.drawing_qr import QR_SIDE, draw_qr
from crm_tui.documents.sheet import BODY, CLOSING, HEADING, SMALL, Sheet

_LABEL, _BETWEEN, _SIGN = 27.0, 8.0, 36.0


@singledispatch
def draw(block: Block, sheet: Sheet) -> None:
    """Draws the block at the cursor and leaves the cursor below it."""
    raise NotImplementedError(block)


@draw.register
def _(block: Title, sheet: Sheet) -> None:
    sheet.bold(HEADING)
    sheet.paragraph(block.text, block.align, gap=1.5)
    if block.rule:
        sheet.set_line_width(0.6)
        sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())
        sheet.set_line_width(0.2)
        sheet.ln(3)


@draw.register
def _(block: Heading, sheet: Sheet) -> None:
    sheet.bold(BODY)
    # A heading stays with the first lines of what it is about.
    sheet.need(6 * sheet.step)
    if sheet.get_y() > sheet.t_margin:
        sheet.ln(1.5)
    sheet.paragraph(block.text, "C", gap=1.5)


@draw.register
def _(block: Text, sheet: Sheet) -> None:
    (sheet.bold if block.bold else sheet.plain)(SMALL if block.small else BODY)
    sheet.paragraph(block.text, block.align, block.gap)


@draw.register
def _(block: Edges, sheet: Sheet) -> None:
    sheet.plain(BODY)
    y = sheet.get_y()
    sheet.line_at(sheet.l_margin, y, sheet.epw / 2, block.left)
    sheet.line_at(sheet.l_margin + sheet.epw / 2, y, sheet.epw / 2, block.right, "R")
    sheet.set_y(y + sheet.step + 3)


@draw.register
def _(block: Labelled, sheet: Sheet) -> None:
    width = sheet.epw - _LABEL
    wrapped: list[tuple[bool, list[str]]] = []
    for at, line in enumerate(block.lines):
        bold = at == 0 and block.bold_first
        (sheet.bold if bold else sheet.plain)(BODY)
        wrapped.append((bold, sheet.wrapped(width, line)))
    sheet.need(sum(len(lines) for _, lines in wrapped) * sheet.step)
    y = sheet.get_y()
    sheet.plain(BODY)
    sheet.line_at(sheet.l_margin, y, _LABEL, block.label)
    for bold, lines in wrapped:
        (sheet.bold if bold else sheet.plain)(BODY)
        y = sheet.lines_at(sheet.l_margin + _LABEL, y, width, lines)
    sheet.set_y(y + 2)


@draw.register
def _(block: Box, sheet: Sheet) -> None:
    sheet.bold(SMALL)
    sheet.paragraph(block.title, "C", gap=0.5)
    top = sheet.get_y()
    label, y = 40.0, top + 1
    for name, text in block.rows:
        sheet.plain(BODY)
        sheet.line_at(sheet.l_margin, y, label, name)
        sheet.bold(BODY)
        y = sheet.lines_at(
            sheet.l_margin + label, y, sheet.epw - label, sheet.wrapped(sheet.epw - label, text)
        )
        y += 0.7
    sheet.rect(sheet.l_margin, top, sheet.epw, y - top + 0.5)
    sheet.set_y(y + 5)


@draw.register
def _(block: Items, sheet: Sheet) -> None:
    draw_items(block, sheet)


@draw.register
def _(block: Totals, sheet: Sheet) -> None:
    sheet.bold(BODY)
    sheet.need(CLOSING)
    y = sheet.get_y() + 1.5
    for label, value in block.rows:
        sheet.line_at(sheet.l_margin, y, sheet.epw - 30, label, "R")
        sheet.line_at(sheet.w - sheet.r_margin - 30, y, 30, value, "R")
        y += sheet.step + 0.6
    sheet.set_y(y + 2)


@draw.register
def _(block: Columns, sheet: Sheet) -> None:
    width = (sheet.epw - _BETWEEN) / 2
    sides = (block.left, block.right)
    lines = [_side_lines(side, sheet, width) for side in sides]
    names = [sheet.wrapped(width - _SIGN, side.name) for side in sides]
    sheet.plain(BODY)
    above = max(map(len, lines)) * sheet.step
    signing = max(len(name) + len(side.below) + 3 for name, side in zip(names, sides, strict=True))
    sheet.need(above + signing * sheet.step + (12 if block.heading else 4))
    if block.heading:
        draw(Heading(block.heading), sheet)
        sheet.plain(BODY)
    top = sheet.get_y()
    ends = []
    for at, (side, text, name) in enumerate(zip(sides, lines, names, strict=True)):
        x = sheet.l_margin + at * (width + _BETWEEN)
        sheet.bold(BODY)
        y = sheet.lines_at(x, top, width, text[:1])
        sheet.plain(BODY)
        sheet.lines_at(x, y, width, text[1:])
        sheet.set_xy(x, top + above + 2)
        ends.append(_sign(side, name, sheet, width))
    sheet.set_y(max(ends) + 4)


@draw.register
def _(block: Signature, sheet: Sheet) -> None:
    sheet.plain(BODY)
    sheet.need(max(QR_SIDE + 8 if block.qr else 0, 12 + len(block.notes) * sheet.step))
    _rule(sheet, 0.6)
    top = sheet.get_y() + 3
    y = top + (8 if block.qr else 4)
    label = sheet.get_string_width(block.label) + 3
    sheet.line_at(sheet.l_margin, y, label, block.label)
    x = sheet.l_margin + label
    sheet.line(x, y + sheet.step, x + 45, y + sheet.step)
    if block.name:
        sheet.line_at(x + 46, y, 50, sheet.wrapped(60, block.name)[0])
    y += sheet.step + 6
    y = sheet.lines_at(sheet.l_margin, y, sheet.epw - QR_SIDE - 6, list(block.notes))
    if block.qr:
        y = max(y, draw_qr(sheet, block.qr, sheet.w - sheet.r_margin - QR_SIDE, top))
    sheet.set_y(y + 2)


@draw.register
def _(_block: Rule, sheet: Sheet) -> None:
    sheet.ln(1)
    _rule(sheet, 0.2)


def _rule(sheet: Sheet, width: float) -> None:
    sheet.set_line_width(width)
    sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())
    sheet.set_line_width(0.2)
    sheet.ln(2)


def _side_lines(side: SideBlock, sheet: Sheet, width: float) -> list[str]:
    sheet.plain(BODY)
    return [side.heading, *(line for text in side.lines for line in sheet.wrapped(width, text))]


def _sign(side: SideBlock, name: list[str], sheet: Sheet, width: float) -> float:
    """The position, room to sign above a line, the name beside it, what is written below."""
    x, y = sheet.get_x(), sheet.get_y()
    y = sheet.lines_at(x, y, width, sheet.wrapped(width, side.position)) + 4
    sheet.line(x + 1, y + sheet.step, x + _SIGN - 1, y + sheet.step)
    y = sheet.lines_at(x + _SIGN, y, width - _SIGN, name) + 1
    return sheet.lines_at(x, y, width, list(side.below))
