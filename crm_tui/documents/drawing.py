"""How each block is drawn on the page."""

from collections.abc import Sequence
from functools import singledispatch

from crm_tui.documents.blocks import (
    Block,
    Box,
    Columns,
    Edges,
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

_LABEL = 27.0


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
    gap = 8.0
    width = (sheet.epw - gap) / 2
    height = max(_side_height(side, sheet, width) for side in (block.left, block.right))
    sheet.need(height)
    top = sheet.get_y()
    left = _draw_side(block.left, sheet, sheet.l_margin, top, width)
    right = _draw_side(block.right, sheet, sheet.l_margin + width + gap, top, width)
    sheet.set_y(max(left, right) + 3)


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
    _rule(sheet, 0.2)


def _rule(sheet: Sheet, width: float) -> None:
    sheet.set_line_width(width)
    sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())
    sheet.set_line_width(0.2)
    sheet.ln(2)


def _side_height(side: SideBlock, sheet: Sheet, width: float) -> float:
    return _draw_lines(side, sheet, 0, 0, width, draw=False) + len(side.signs) * (sheet.step + 6)


def _draw_side(side: SideBlock, sheet: Sheet, x: float, y: float, width: float) -> float:
    y = _draw_lines(side, sheet, x, y, width, draw=True)
    for sign in side.signs:
        y += 5
        sheet.line(x + 1, y + sheet.step, x + 36, y + sheet.step)
        sheet.line_at(x + 37, y, width - 37, sign)
        y += sheet.step + 1
    return y


def _draw_lines(side: SideBlock, sheet: Sheet, x: float, y: float, width: float, *, draw: bool) -> float:
    parts: Sequence[tuple[bool, str]] = [(True, side.heading), *((False, line) for line in side.lines)]
    for bold, text in parts:
        (sheet.bold if bold else sheet.plain)(BODY)
        lines = sheet.wrapped(width, text) if text else [""]
        y = sheet.lines_at(x, y, width, lines) if draw else y + len(lines) * sheet.step
        y += 0.6
    return y
