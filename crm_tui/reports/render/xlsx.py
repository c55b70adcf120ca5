"""A report as XLSX: real numbers, times and money in their formats, and a chart of Excel's own."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from crm_tui.domain.kyiv import KYIV
from crm_tui.i18n import _
from crm_tui.reports.parts.chart import chart_of
from crm_tui.reports.parts.shapes import InTime, Line, Report, ValueKind
from crm_tui.reports.parts.words import in_words

FORMATS = {
    ValueKind.COUNT: "#,##0",
    ValueKind.TIME: "[h]:mm:ss",
    ValueKind.MONEY: "#,##0.00",
    ValueKind.SHARE: "0.0%",
    ValueKind.DATE: "dd.mm.yyyy",
    ValueKind.MOMENT: "dd.mm.yyyy hh:mm",
}
MS_OF_A_DAY = 86_400_000
HEAD = 2
"""Lines above the table's own first one."""
MOST_SERIES = 30
WIDEST = 50


def to_xlsx(report: Report) -> bytes:
    """One sheet; a text is a text, whatever it begins with, so nothing in it acts as a formula."""
    out = BytesIO()
    # The same report gives the same bytes.
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": report.title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001  # no moment
    sheet = book.add_worksheet(_sheet_name(report.title))
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    total = {
        kind: book.add_format({"num_format": form, "bold": True, "top": 1}) for kind, form in FORMATS.items()
    }
    total[ValueKind.TEXT] = book.add_format({"bold": True, "top": 1})
    sheet.write_string(0, 0, " · ".join((report.title, str(report.period), *report.about)), bold)
    for place, column in enumerate(report.columns):
        sheet.write_string(HEAD, place, column.title, head)
        sheet.set_column(place, place, _wide(report, place))
    for number, line in enumerate(report.lines):
        _write(sheet, HEAD + 1 + number, line, report, plain)
    if report.total:
        _write(sheet, HEAD + 1 + len(report.lines), report.total, report, total)
    sheet.freeze_panes(HEAD + 1, 1)
    if report.lines:
        sheet.autofilter(HEAD, 0, HEAD + len(report.lines), len(report.columns) - 1)
        _put_chart(book, sheet, report)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, line: Line, report: Report, formats: dict[ValueKind, Any]) -> None:
    for place, (value, column) in enumerate(zip(line.values, report.columns, strict=True)):
        form = formats.get(column.kind)
        match value, column.kind:
            case None, _:
                sheet.write_blank(row, place, None, form)
            case int(), ValueKind.TIME:
                sheet.write_number(row, place, value / MS_OF_A_DAY, form)
            case int(), ValueKind.MONEY:
                sheet.write_number(row, place, value / 100, form)
            case ((int() | float()), _):
                sheet.write_number(row, place, value, form)
            case datetime(), _:
                sheet.write_datetime(row, place, value.astimezone(KYIV).replace(tzinfo=None), form)
            case date(), _:
                sheet.write_datetime(row, place, value, form)
            case _:
                sheet.write_string(row, place, in_words(value, ValueKind.TEXT), form)


def _put_chart(book: Any, sheet: Any, report: Report) -> None:
    chart = chart_of(report)
    if chart is None:
        return
    first, last = HEAD + 1, HEAD + len(report.lines)
    lines_in_time = chart.over_time and len(chart.labels) > 1
    made = book.add_chart({"type": "line" if lines_in_time else "bar"})
    left, right, name = report.charted[0], report.charted[-1], sheet.get_name()
    if report.in_time is InTime.COLUMNS:
        for row in range(first, min(last, first + MOST_SERIES - 1) + 1):
            made.add_series(
                {
                    "name": [name, row, 0],
                    "categories": [name, HEAD, left, HEAD, right],
                    "values": [name, row, left, row, right],
                }
            )
    else:
        for place in report.charted[:MOST_SERIES]:
            made.add_series(
                {
                    "name": [name, HEAD, place],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, place, last, place],
                }
            )
    made.set_title({"name": report.title, "overlay": False})
    made.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    if not lines_in_time:
        made.set_y_axis({"reverse": True})
    made.set_size({"width": 900, "height": max(320, min(24 * len(chart.labels) + 120, 1200))})
    sheet.insert_chart(last + 3, 0, made, {"description": _("Chart: {title}").format(title=report.title)})


def _sheet_name(title: str) -> str:
    return "".join(char for char in title if char not in r"[]:*?/\'")[:31] or "1"


def _wide(report: Report, place: int) -> int:
    lines = (*report.lines, *((report.total,) if report.total else ()))
    column = report.columns[place]
    longest = max((len(in_words(line.values[place], column.kind)) for line in lines), default=0)
    return min(max(longest, len(column.title)) + 2, WIDEST)
