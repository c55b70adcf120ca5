"""A report as CSV: what Excel opens with a double click, in the order of the screen."""

import csv
from io import StringIO
from typing import Any

from crm_tui.domain.text import spreadsheet_safe
from crm_tui.reports.parts.shapes import Report, ValueKind
from crm_tui.reports.parts.words import in_words


def to_csv(report: Report) -> bytes:
    """UTF-8 with a mark (Excel asks for it), semicolons, the total as the last line; no formulas."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([spreadsheet_safe(column.title) for column in report.columns])
    for line in (*report.lines, *((report.total,) if report.total else ())):
        cells = zip(line.values, report.columns, strict=True)
        writer.writerow([spreadsheet_safe(_cell(value, column.kind)) for value, column in cells])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any, kind: ValueKind) -> str:
    if kind is ValueKind.MONEY and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02}"
    if kind is ValueKind.TIME and isinstance(value, int):
        # Always with hours, or Excel takes minutes and seconds for hours and minutes.
        seconds = round(value / 1000)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return in_words(value, kind)
