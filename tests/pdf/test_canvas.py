"""What is drawn is found again on the page by a reader of PDF that is not ours."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crm_tui.pdf.canvas import Canvas
from crm_tui.pdf.face import face
from tests.pdf.test_face import LETTERS

MADE = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
SEEN = [letter for letter in LETTERS if letter.isprintable() and not letter.isspace() and letter != "\u00ad"]


@pytest.fixture
def sheet() -> Canvas:
    made = Canvas("Рахунок № 5 (чернетка) \\ 😀", MADE)
    made.add_page()
    return made


def looked_at(pdf: bytes) -> Image.Image:
    """The first page in dots of a tenth of a millimetre."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return document[0].render(scale=254 / 72).to_pil().convert("RGB")


def read(pdf: bytes) -> Iterator[str]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for page in document:
            yield page.get_textpage().get_text_range()


@given(st.text(st.sampled_from(SEEN), min_size=1, max_size=60), st.sampled_from(["", "B"]))
def test_text_is_read_back_letter_by_letter(text: str, style: str) -> None:
    sheet = Canvas("", MADE)
    sheet.add_page()
    sheet.set_font(style, 4)
    sheet.text(10, 20, text)
    assert "".join(read(sheet.output())).strip() == text


def test_text_is_as_wide_as_it_was_measured(sheet: Canvas) -> None:
    sheet.set_font("B", 14)
    text = "Щоґлі фею їжак №"
    sheet.text(20, 30, text)
    with closing(pypdfium2.PdfDocument(sheet.output())) as document:
        (one,) = document[0].get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_TEXT,))
        left, _bottom, right, _top = one.get_bounds()
    edges = 2  # letters are a little narrower than their place
    assert (right - left) * 25.4 / 72 == pytest.approx(sheet.get_string_width(text), abs=edges)
    assert sheet.get_string_width(text) == pytest.approx(
        sum(face("B").widths[letter] for letter in text) * 14 / 1000 * 25.4 / 72
    )


def test_cells_stand_left_middle_and_right(sheet: Canvas) -> None:
    for at, align in enumerate("LCR"):
        sheet.set_xy(20, 20 + 10 * at)
        sheet.cell(100, 10, "|", align)
    seen = looked(sheet).convert("L").point(lambda grey: 255 * (grey < 100))
    places = [seen.crop((0, top, 2100, top + 100)).getbbox() for top in (200, 300, 400)]
    middles = [(place[0] + place[2]) / 20 for place in places if place]
    assert middles == pytest.approx([21.5, 70, 118.5], abs=0.3)


def looked(sheet: Canvas) -> Image.Image:
    return looked_at(sheet.output())


def test_colours_boxes_and_lines(sheet: Canvas) -> None:
    sheet.set_fill_color("#c00000")
    sheet.rect(20, 20, 10, 10, "F")
    sheet.set_draw_color("#0000c0")
    sheet.set_line_width(2)
    sheet.rect(40, 20, 10, 10)
    sheet.line(20, 50, 60, 50)
    sheet.set_fill_color(128)
    sheet.disc(100, 100, 10)
    seen = looked(sheet)
    assert seen.getpixel((250, 250)) == (192, 0, 0)
    assert (seen.getpixel((450, 250)), seen.getpixel((400, 250))) == ((255, 255, 255), (0, 0, 192))
    assert seen.getpixel((400, 500)) == (0, 0, 192)
    places = ((0, 97), (97, 0), (68, 68), (73, 73), (0, 103))
    round_ones = [seen.getpixel((1000 + x, 1000 + y))[0] for x, y in places]
    assert round_ones == [128, 128, 128, 255, 255]


def test_a_page_left_and_come_back_to_is_drawn_with_what_is_set_now(sheet: Canvas) -> None:
    sheet.set_fill_color("#c00000")
    sheet.rect(20, 20, 10, 10, "F")
    sheet.add_page()
    sheet.set_fill_color("#00c000")
    sheet.rect(20, 20, 10, 10, "F")
    sheet.page = 1
    sheet.rect(40, 20, 10, 10, "F")
    seen = looked(sheet)
    assert (seen.getpixel((250, 250)), seen.getpixel((450, 250))) == ((192, 0, 0), (0, 192, 0))
    assert sheet.pages_count == 2


def test_a_cell_that_does_not_fit_begins_a_page(sheet: Canvas) -> None:
    sheet.page_break_trigger = 100
    for line in range(30):
        sheet.cell(50, 10, f"рядок {line}")
        sheet.set_y(sheet.get_y() + 10)
    pages = list(read(sheet.output()))
    assert [page.count("рядок") for page in pages] == [9, 9, 9, 3]


def test_what_the_file_says_of_itself(sheet: Canvas) -> None:
    sheet.text(10, 10, "а")
    with closing(pypdfium2.PdfDocument(sheet.output())) as document:
        told = document.get_metadata_dict()
    assert (told["Title"], told["Producer"]) == ("Рахунок № 5 (чернетка) \\ 😀", "crm-tui")
    assert told["CreationDate"] == "D:20261123103000Z"
    kyiv = Canvas("", MADE.astimezone(timezone(timedelta(hours=2))))
    kyiv.add_page()
    assert b"D:20261123103000Z" in kyiv.output()


def test_landscape_and_an_empty_page() -> None:
    sheet = Canvas("", MADE, landscape=True)
    sheet.add_page()
    assert looked(sheet).size == pytest.approx((2970, 2100), abs=1)
