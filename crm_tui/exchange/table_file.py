"""A long table written to a file row by row, in bounded memory: CSV, XLSX or JSON; no formulas."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import money_decimal
from crm_tui.domain.text import clean, spreadsheet_safe
from crm_tui.exchange.sheet_xlsx import MOST_ROWS
from crm_tui.i18n import _

LONGEST_XLSX_CELL = 32_767
Write = Callable[[Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file: its key in JSON, its title (translated), whether it holds kopiykas."""

    name: str
    title: str
    money: bool = False


@contextmanager
def open_table_file(path: Path, form: str, columns: Sequence[FileColumn]) -> Iterator[tuple[Write, Write]]:
    """Two functions, for a row and for the totals' row (its last line), with a value for each column.

    `form` is csv, xlsx or json. The file appears under its name only when all is written. Raises Refused
    when it cannot be written or XLSX cannot hold it.
    """
    if form not in _WRITERS:
        raise Refused(
            _("{file}: the name must end with one of: {known}").format(file=path.name, known=", ".join(FORMS))
        )
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with _WRITERS[form](unfinished, columns) as (write, total):
            yield write, total
        unfinished.replace(path)
    except OSError as error:
        raise Refused(_("{file}: cannot be written: {why}").format(file=path, why=error.strerror)) from None
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _csv(path: Path, columns: Sequence[FileColumn]) -> Iterator[tuple[Write, Write]]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([spreadsheet_safe(column.title) for column in columns])

        def write(values: Sequence[Any]) -> None:
            cells = zip(values, columns, strict=True)
            writer.writerow([_cell(value, column) for value, column in cells])

        yield write, write


def _cell(value: Any, column: FileColumn) -> str:
    if column.money and isinstance(value, int):
        return money_decimal(value).replace(".", ",")
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, date):
        return format_date(value)
    return spreadsheet_safe(clean(str(value))) if value is not None else ""


@contextmanager
def _json(path: Path, columns: Sequence[FileColumn]) -> Iterator[tuple[Write, Write]]:
    with path.open("w", encoding="utf-8") as file:
        file.write('{"rows": [')
        told, totals = 0, "null"

        def write(values: Sequence[Any]) -> None:
            nonlocal told
            file.write(f"{',' if told else ''}\n{_record(values, columns)}")
            told += 1

        def total(values: Sequence[Any]) -> None:
            nonlocal totals
            totals = _record(values, columns)

        yield write, total
        file.write(f'\n],\n"total": {totals}}}\n')


def _record(values: Sequence[Any], columns: Sequence[FileColumn]) -> str:
    cells = zip(values, columns, strict=True)
    told = {column.name: _plain(value, column) for value, column in cells}
    return json.dumps(told, ensure_ascii=False)


def _plain(value: Any, column: FileColumn) -> Any:
    if column.money and isinstance(value, int):
        return money_decimal(value)
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def _xlsx(path: Path, columns: Sequence[FileColumn]) -> Iterator[tuple[Write, Write]]:
    import xlsxwriter

    # constant memory: rows go to the disk as they come; a text is a text, whatever it begins with
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        forms = {name: book.add_format({"num_format": form}) for name, form in _FORMS.items()}
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, 14)
            sheet.write_string(0, place, column.title, bold)
        sheet.freeze_panes(1, 0)
        number = 0

        def write(values: Sequence[Any]) -> None:
            nonlocal number
            number += 1
            if number >= MOST_ROWS:
                raise Refused(_("XLSX cannot hold so much; export to CSV"))
            for place, (value, column) in enumerate(zip(values, columns, strict=True)):
                _write_cell(sheet, (number, place), value, "money" if column.money else "", forms)

        yield write, write


_FORMS = {"money": "#,##0.00", "day": "dd.mm.yyyy"}


def _write_cell(sheet: Any, at: tuple[int, int], value: Any, form: str, forms: dict[str, Any]) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(*at, _("yes") if value else "")
        case int() if form:
            sheet.write_number(*at, value / 100, forms[form])
        case int():
            sheet.write_number(*at, value)
        case date():
            sheet.write_datetime(*at, value, forms["day"])
        case _:
            sheet.write_string(*at, clean(str(value))[:LONGEST_XLSX_CELL])


_WRITERS: dict[str, Callable[[Path, Sequence[FileColumn]], Any]] = {"csv": _csv, "json": _json, "xlsx": _xlsx}
FORMS = tuple(_WRITERS)
