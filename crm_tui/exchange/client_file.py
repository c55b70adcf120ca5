"""Cards written to a file that `client_list` reads back without a difference: CSV, XLSX or JSON."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import spreadsheet_safe
from crm_tui.exchange.sheet_xlsx import MOST_ROWS
from crm_tui.i18n import _

COLUMNS = (
    *("uuid", "kind", "tax_code", "full_name", "short_name", "legal_form", "vat_number", "region"),
    *("legal_address", "mail_address", "email", "site", "head_name", "head_position", "note"),
    *("tags", "phones", "contacts"),
)
"""Fields of a written card; `phones` is for people, `contacts` holds them whole."""
LONGEST_XLSX_CELL = 32_767
Write = Callable[[Mapping[str, Any]], None]


@contextmanager
def open_client_file(path: Path, form: str) -> Iterator[Write]:
    """A function that writes one card; the file appears under its name only when all is written.

    `form` is csv, xlsx or json. Raises Refused when the file cannot be written or XLSX cannot hold it.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with _WRITERS[form](unfinished) as write:
            yield write
        unfinished.replace(path)
    except OSError as error:
        raise Refused(_("{file}: cannot be written: {why}").format(file=path, why=error.strerror)) from None
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        yield lambda card: writer.writerow(map(spreadsheet_safe, _cells(card)))


@contextmanager
def _json(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        comma = ""

        def write(card: Mapping[str, Any]) -> None:
            nonlocal comma
            file.write(f"{comma}\n{json.dumps({name: card[name] for name in COLUMNS}, ensure_ascii=False)}")
            comma = ","

        yield write
        file.write("\n]\n")


@contextmanager
def _xlsx(path: Path) -> Iterator[Write]:
    import xlsxwriter

    # constant memory: rows go to the disk as they come
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        number = 0

        def write(card: Mapping[str, Any]) -> None:
            nonlocal number
            number += 1
            cells = _cells(card)
            if number >= MOST_ROWS or max(map(len, cells)) > LONGEST_XLSX_CELL:
                raise Refused(_("XLSX cannot hold so much; export to CSV"))
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write_string(number, place, cell)

        yield write


_WRITERS: dict[str, Callable[[Path], Any]] = {"csv": _csv, "json": _json, "xlsx": _xlsx}
FORMS = tuple(_WRITERS)


def _cells(card: Mapping[str, Any]) -> list[str]:
    return [
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for value in map(card.get, COLUMNS)
    ]
