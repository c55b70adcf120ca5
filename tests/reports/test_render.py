"""A report as files: the same figures in each, pictures, and nothing in them that acts (S32, R12)."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from crm_tui.domain.periods import Period
from crm_tui.reports.parts.chart import Chart, Series, chart_of
from crm_tui.reports.parts.shapes import Column, InTime, Line, Report, ValueKind
from crm_tui.reports.render.formats import Format, render
from crm_tui.reports.render.picture import Label, draw

HOSTILE = '=HYPERLINK("http://x") <b>&\x1b[31m\x00'
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
C, K = Column, ValueKind
ONE = Report(
    "one", "Активність", YEAR, ("Переговори",),
    (
        C("manager", "Менеджер", K.TEXT), C("talks", "Переговори", charted=True), C("talk_ms", "Час", K.TIME),
        C("paid_kop", "Сума", K.MONEY), C("share", "Частка", K.SHARE), C("day", "День", K.DATE),
    ),
    (
        Line(("Їжак Ґанна", 3, 90_061_000, 123_456, 0.75, date(2026, 3, 2))),
        Line((HOSTILE, 1, 0, -5, 0.25, None)),
    ),
    Line(("Разом", 4, 90_061_000, 123_451, 1.0, None)),
)  # fmt: skip


def months(people: int, count: int, in_time: InTime = InTime.COLUMNS) -> Report:
    columns = tuple(C(f"m{n}", f"{n:02}.2026", charted=True) for n in range(1, count + 1))
    lines = tuple(Line((f"Людина {n}", *(n * m for m in range(1, count + 1)))) for n in range(1, people + 1))
    return Report("many", "Порівняння", YEAR, (), (C("who", "Хто", K.TEXT), *columns), lines, None, in_time)


def sheet_of(report: Report) -> Any:
    return load_workbook(BytesIO(render(report, Format.XLSX))).active


def words_of(report: Report) -> list[str]:
    document = pypdfium2.PdfDocument(render(report, Format.PDF))
    words = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    document.close()
    return words


def test_xlsx_has_numbers_times_money_and_a_chart_of_its_own() -> None:
    sheet = sheet_of(ONE)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=6)]
    assert rows[0] == ["Менеджер", "Переговори", "Час", "Сума", "Частка", "День"]
    assert rows[1][:5] == ["Їжак Ґанна", 3, timedelta(seconds=90_061), 1234.56, 0.75]
    assert rows[1][5].date() == date(2026, 3, 2)
    assert rows[2][0].startswith("=HYPERLINK")
    assert sheet["A5"].data_type == "s"  # a text, no formula
    assert rows[3][:2] == ["Разом", 4]
    (chart,) = sheet._charts
    assert len(chart.series) == 1
    (lines,) = sheet_of(months(40, 12))._charts
    assert type(lines).__name__ == "LineChart"
    assert len(lines.series) == 30


def test_svg_is_a_picture_of_the_same_figures() -> None:
    root = ET.fromstring(render(ONE, Format.SVG))  # our own
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Активність · 01.01.2026–31.12.2026 · Переговори"
    assert {"Їжак Ґанна", "3", "1"} <= set(texts)
    many = render(months(12, 6), Format.SVG).decode()
    assert many.count("<polyline") == 8 + 5  # the lines, and one at each round figure
    assert "and 4 more" in many


def test_pdf_has_every_line_and_column_on_some_page() -> None:
    pages = words_of(months(90, 60))
    assert len(pages) > 6
    everything = "\n".join(pages)
    for word in (*(f"Людина {n}" for n in range(1, 91)), *(f"{n:02}.2026" for n in range(1, 61))):
        assert word in everything
    (first, *_rest) = words_of(ONE)
    for word in ("25:01:01", "1\u00a0234,56", "-0,05", "75.0%", "02.03.2026", "Їжак Ґанна"):
        assert word in first


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize(
    "make",
    [
        lambda: ONE,
        lambda: months(1, 1),
        lambda: months(0, 3),
        lambda: months(9, 5, InTime.NOTHING),
        lambda: months(50, 1, InTime.LINES),
        lambda: Report("bare", "Пусто", YEAR, (), (C("a", "А", K.TEXT), C("b", "Б", charted=True)), ()),
    ],
)
def test_each_format_takes_any_report_and_gives_the_same_bytes_again(
    form: Format, make: Callable[[], Report]
) -> None:
    content = render(make(), form)
    assert content == render(make(), form)
    assert b"\x1b" not in content or form in {Format.PDF, Format.XLSX}


def test_json_is_exact() -> None:
    told = json.loads(render(ONE, Format.JSON))
    assert told["lines"][0] == {
        "manager": "Їжак Ґанна", "talks": 3, "talk_ms": 90_061_000, "paid": "1234.56", "share": 0.75,
        "day": "2026-03-02",
    }  # fmt: skip


def test_time_runs_along_the_labels_of_a_chart() -> None:
    chart = chart_of(months(2, 3))
    assert chart == Chart(
        ("01.2026", "02.2026", "03.2026"),
        (Series("Людина 1", (1, 2, 3)), Series("Людина 2", (2, 4, 6))),
        K.COUNT,
        over_time=True,
    )
    assert chart_of(months(0, 3)) is None


def test_letters_at_the_ends_of_lines_do_not_cover_each_other() -> None:
    same = Chart(("1", "2"), tuple(Series(f"s{n}", (5, 5)) for n in range(8)), K.COUNT, over_time=True)
    ends = sorted(
        shape.y for shape in draw(same).shapes if isinstance(shape, Label) and shape.text in "ABCDEFGH"
    )
    assert len(ends) == 8
    assert all(below - above >= 9 for above, below in pairwise(ends))
