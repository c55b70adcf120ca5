"""XLSX: the first sheet that holds anything, row by row, with guards against files made to hurt."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.exchange.sheet import MOST_CELLS, Line
from crm_tui.exchange.xlsx_guard import check_book
from crm_tui.i18n import _

MOST_ROWS = 1_048_576
EMPTIEST = 100
"""Cells for one that holds anything, in a sheet of some size."""
_MANY = MOST_CELLS * 4_000


def is_xlsx(path: Path) -> bool:
    """Whether the file is a zip archive, whatever its name says."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def read_xlsx(path: Path) -> Iterator[Line]:
    """The rows of the first sheet that is not empty. Raises Refused for what is no XLSX, cut or too large."""
    check_book(path)
    from openpyxl import load_workbook

    # a damaged file may fail anywhere in the parser, with errors of zip, XML, or plain TypeError and KeyError
    try:
        # opened here: a book that openpyxl cannot read would stay open
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True)
            try:
                filled = False
                for sheet in book.worksheets:
                    for line in _rows(sheet, path):
                        filled = filled or any(line[1])
                        yield line
                    if filled:
                        break
            finally:
                book.close()
    except Refused:
        raise
    except Exception as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path.name, why=error)) from None


def _rows(sheet: Any, path: Path) -> Iterator[Line]:
    # what the sheet says of its own size is not believed: all rows would be filled up to it
    sheet.reset_dimensions()
    cells = filled = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS:
            raise Refused(_("{file}: more rows than XLSX can hold").format(file=path.name))
        if not values:
            continue
        line = [_text(value) for value in values]
        cells += len(line)
        filled += len(line) - line.count("")
        # a cell far to the right fills its row up to it
        if cells > _MANY and cells > filled * EMPTIEST:
            raise Refused(_("{file}: unpacks to too much; save it as CSV").format(file=path.name))
        yield number, line


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
