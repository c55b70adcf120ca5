"""The table of a paper over as many pages as it takes, its head on each of them."""

from dataclasses import replace

from crm_tui.documents.blocks import Column, Items
from crm_tui.documents.sheet import CLOSING, Sheet

_SIZE = 9.0
_PAD = 0.7


def draw_items(block: Items, sheet: Sheet) -> None:
    free = sheet.epw - sum(column.width for column in block.columns)
    columns = [column if column.width else replace(column, width=free) for column in block.columns]
    sheet.need(30)
    _head(columns, sheet)
    for at, row in enumerate(block.rows, 1):
        # The last line goes to the next page together with the totals.
        _row(columns, row, sheet, below=CLOSING if at == len(block.rows) else 0)


def _head(columns: list[Column], sheet: Sheet) -> None:
    sheet.bold(_SIZE)
    cells = [sheet.wrapped(column.width, column.head) for column in columns]
    height = max(map(len, cells)) * sheet.step + 2 * _PAD
    x, top = sheet.l_margin, sheet.get_y()
    sheet.set_fill_color(235)
    for column, lines in zip(columns, cells, strict=True):
        sheet.rect(x, top, column.width, height, style="DF")
        sheet.lines_at(x, top + (height - len(lines) * sheet.step) / 2, column.width, lines, "C")
        x += column.width
    sheet.set_y(top + height)


def _row(columns: list[Column], row: tuple[str, ...], sheet: Sheet, below: float) -> None:
    sheet.plain(_SIZE)
    cells = [sheet.wrapped(column.width, text) for column, text in zip(columns, row, strict=True)]
    height = max(map(len, cells)) * sheet.step + 2 * _PAD
    if sheet.room() < height + below:
        sheet.add_page()
        _head(columns, sheet)
        sheet.plain(_SIZE)
    x, top = sheet.l_margin, sheet.get_y()
    for column, lines in zip(columns, cells, strict=True):
        sheet.rect(x, top, column.width, height)
        sheet.lines_at(x, top + _PAD, column.width, lines, column.align)
        x += column.width
    sheet.set_y(top + height)
