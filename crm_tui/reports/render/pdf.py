"""A report as PDF: the table over A4 pages, then its chart; to be printed or sent."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from fpdf import FPDF

from crm_tui.paths import data_dir
from crm_tui.reports.parts.chart import chart_of
from crm_tui.reports.parts.shapes import Line, Report, ValueKind
from crm_tui.reports.parts.words import in_words
from crm_tui.reports.render.picture import Box, Label, Picture, Stroke, draw

FONT = "PaperSans"
SIZE, HEADING, STEP = 8.0, 12.0, 4.6
PAGE, EDGE, FOOT = (297.0, 210.0), 10.0, 12.0
POINT = 25.4 / 72
LEAST_WORDS = 22.0
"""Millimetres of a column of words that gave way: a name can still be told."""
MOST_OF_FIRST = 0.4
"""Of the page's width, for the column of names."""


def to_pdf(report: Report) -> bytes:
    """Landscape A4; columns that do not fit go on over further pages, the names repeated.

    The same report gives the same bytes.
    """
    sheet = _Sheet(report)
    widths = _narrowed(sheet.widths(), report, sheet.epw)
    for part in _parts(widths, sheet.epw):
        sheet.lines(part, widths)
    if chart := chart_of(report):
        sheet.picture(draw(chart))
    return bytes(sheet.output())


def _narrowed(widths: list[float], report: Report, room: float) -> list[float]:
    """Columns of words give way when all can stand on one page then: a line is read in one piece."""
    words = {n for n, column in enumerate(report.columns) if column.kind is ValueKind.TEXT}
    most = max((widths[place] for place in words), default=0.0)
    while most >= LEAST_WORDS:
        tried = [min(width, most) if place in words else width for place, width in enumerate(widths)]
        if sum(tried) <= room:
            return tried
        most -= 1
    return widths


class _Sheet(FPDF):
    def __init__(self, report: Report) -> None:
        super().__init__(orientation="L", format="A4")
        self.report = report
        self.heading = " · ".join((report.title, str(report.period), *report.about))
        for style, file in (("", "PaperSans-Regular.ttf"), ("B", "PaperSans-Bold.ttf")):
            self.add_font(FONT, style, data_dir() / "fonts" / file)
        self.set_margins(EDGE, EDGE, EDGE)
        self.set_auto_page_break(auto=False)
        self.set_creation_date(datetime.combine(report.period.last, time(), tzinfo=UTC))
        self.set_producer("crm-tui")
        self.set_title(self.heading)
        self.set_lang("uk")
        self.c_margin = 1.0
        self.set_line_width(0.2)

    def header(self) -> None:
        self.set_font(FONT, "B", HEADING)
        self.set_xy(EDGE, EDGE)
        self.cell(w=self.epw, h=6, text=self._cut(self.heading, self.epw))
        self.set_y(EDGE + 9)

    def footer(self) -> None:
        self.set_font(FONT, "", SIZE)
        self.set_xy(EDGE, PAGE[1] - FOOT + 3)
        self.cell(w=self.epw, h=4, text=str(self.page_no()), align="R")

    def widths(self) -> list[float]:
        """Of each column: its longest cell, the first one cut to a part of the page."""
        self.set_font(FONT, "B", SIZE)
        lines = (*self.report.lines, *((self.report.total,) if self.report.total else ()))
        found = []
        for place, column in enumerate(self.report.columns):
            cells = [column.title, *(in_words(line.values[place], column.kind) for line in lines)]
            most = self.epw * MOST_OF_FIRST if column.kind is ValueKind.TEXT else self.epw / 3
            found.append(min(max(self.get_string_width(cell) for cell in cells) + 3, most))
        return found

    def lines(self, places: list[int], widths: list[float]) -> None:
        """The lines in some of the columns, from the top of a page on."""
        self._begin(places, widths)
        for line in self.report.lines:
            if self.get_y() + STEP > PAGE[1] - FOOT:
                self._begin(places, widths)
            self._line(line, places, widths)
        if self.report.total:
            if self.get_y() + STEP > PAGE[1] - FOOT:
                self._begin(places, widths)
            self.line(EDGE, self.get_y(), EDGE + sum(widths[place] for place in places), self.get_y())
            self._line(self.report.total, places, widths, "B")

    def _begin(self, places: list[int], widths: list[float]) -> None:
        self.add_page()
        titles = tuple(column.title for column in self.report.columns)
        self._line(Line(titles), places, widths, "B", titles=True)
        self.line(EDGE, self.get_y(), EDGE + sum(widths[place] for place in places), self.get_y())
        self.set_y(self.get_y() + 0.6)

    def _line(
        self, line: Line, places: list[int], widths: list[float], style: str = "", *, titles: bool = False
    ) -> None:
        self.set_font(FONT, style, SIZE)
        x, y = EDGE, self.get_y()
        for place in places:
            kind = self.report.columns[place].kind
            text = in_words(line.values[place], ValueKind.TEXT if titles else kind)
            self.set_xy(x, y)
            align = "L" if kind is ValueKind.TEXT else "R"
            self.cell(w=widths[place], h=STEP, text=self._cut(text, widths[place]), align=align)
            x += widths[place]
        self.set_xy(EDGE, y + STEP)

    def picture(self, picture: Picture) -> None:
        """The chart over the width of the page, on a page of its own when it does not fit below."""
        scale = self.epw / picture.width
        if self.get_y() + picture.height * scale + 4 > PAGE[1] - FOOT:
            self.add_page()
            scale = min(scale, (PAGE[1] - FOOT - self.get_y() - 4) / picture.height)
        top = self.get_y() + 4
        for shape in picture.shapes:
            match shape:
                case Box(x, y, width, height, colour):
                    self.set_fill_color(colour)
                    self.rect(EDGE + x * scale, top + y * scale, width * scale, height * scale, style="F")
                case Stroke(points, colour, thick):
                    self.set_draw_color(colour)
                    self.set_line_width(thick * scale)
                    self.polyline([(EDGE + x * scale, top + y * scale) for x, y in points])
                case Label():
                    self._label(shape, scale, top)
        self.set_y(top + picture.height * scale)

    def _label(self, label: Label, scale: float, top: float) -> None:
        self.set_font(FONT, "", label.size * scale / POINT)
        self.set_text_color(label.colour)
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
        x = EDGE + label.x * scale - shift * self.get_string_width(label.text)
        self.text(x, top + label.y * scale, label.text)
        self.set_text_color("#000000")

    def _cut(self, text: str, width: float) -> str:
        room = width - 2 * self.c_margin
        if self.get_string_width(text) <= room:
            return text
        while text and self.get_string_width(text + "…") > room:
            text = text[:-1]
        return text + "…"


def _parts(widths: list[float], room: float) -> Iterator[list[int]]:
    """The columns page by page, the first one on each."""
    part, used = [0], widths[0]
    for place in range(1, len(widths)):
        if used + widths[place] > room and len(part) > 1:
            yield part
            part, used = [0], widths[0]
        part.append(place)
        used += widths[place]
    yield part
