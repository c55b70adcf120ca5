"""The logo of an own firm on its papers."""

from io import BytesIO

import pypdfium2
import pypdfium2.raw
import pytest
from PIL import Image, ImageDraw

from crm_tui.documents.bundle import Bundle
from crm_tui.documents.pdf import render_pdf
from crm_tui.documents.plain import render_text
from crm_tui.domain.papers import PaperKind
from crm_tui.exchange.logo import read_logo
from tests.documents.papers import line, paper
from tests.documents.reading import pages_text, qr_codes


def drawn(width: int = 600, height: int = 150) -> bytes:
    picture = Image.new("RGB", (width, height), (20, 60, 140))
    ImageDraw.Draw(picture).ellipse((10, 10, height - 10, height - 10), fill=(240, 200, 40))
    out = BytesIO()
    picture.save(out, "PNG")
    return read_logo(out.getvalue())


LOGO = drawn()


def images(pdf: bytes) -> list[tuple[int, tuple[float, ...], Image.Image]]:
    """The pictures of a file: page, place in millimetres (left, top, right, bottom), what they show."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for number, page in enumerate(document):
        for one in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,)):
            left, bottom, right, top = one.get_bounds()
            corners = (left, page.get_height() - top, right, page.get_height() - bottom)
            place = tuple(round(at * 25.4 / 72, 1) for at in corners)
            found.append((number, place, one.get_bitmap().to_pil().convert("RGB")))
    document.close()
    return found


@pytest.mark.parametrize("kind", PaperKind)
def test_it_stands_once_at_the_top_left_of_each_kind_of_paper(kind):
    lines = [line(f"Послуга {n}") for n in range(60)]
    pdf = render_pdf(paper(kind, *lines, logo=LOGO))
    ((page, place, picture),) = images(pdf)
    assert (page, place) == (0, (18.0, 12.0, 78.0, 27.0))
    assert picture.tobytes() == Image.open(BytesIO(LOGO)).tobytes()
    assert pdf == render_pdf(paper(kind, *lines, logo=LOGO))


@pytest.mark.parametrize(
    ("size", "place"), [((40, 400), (1.6, 16)), ((500, 500), (16, 16)), ((90, 30), (48, 16))]
)
def test_its_shape_stays_and_the_paper_begins_below_its_place(size, place):
    ((_page, (left, top, right, bottom), _picture),) = images(render_pdf(paper(logo=drawn(*size))))
    assert (right - left, bottom - top) == pytest.approx(place, abs=0.11)


def test_words_and_payment_code_are_those_of_a_paper_without_it():
    bare, with_logo = paper(), paper(logo=LOGO)
    assert pages_text(render_pdf(with_logo)) == pages_text(render_pdf(bare))
    assert qr_codes(render_pdf(with_logo)) == qr_codes(render_pdf(bare))
    assert render_text(with_logo) == render_text(bare)


def test_a_pile_of_papers_holds_it_once():
    out = BytesIO()
    pile = Bundle(out)
    for number in range(3):
        pile.add(render_pdf(paper(number=str(number), logo=LOGO)))
    pile.close()
    assert [page for page, _place, _picture in images(out.getvalue())] == [0, 1, 2]
    assert out.getvalue().count(b"/Subtype /Image") == 1
