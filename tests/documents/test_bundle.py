"""Papers laid into one file: nothing of them is lost, and what is no paper of ours is refused."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.documents.bundle import Bundle, NotOurs
from crm_tui.documents.pdf import render_pdf
from crm_tui.domain.papers import PaperKind
from tests.documents.papers import line, paper
from tests.documents.reading import pages_text, pictures

INVOICE = render_pdf(paper())


def bundled(*files):
    out = io.BytesIO()
    bundle = Bundle(out)
    for file in files:
        bundle.add(file)
    bundle.close()
    return out.getvalue(), bundle.pages


def test_pages_look_as_they_did():
    long = render_pdf(paper(PaperKind.ACT, *(line(f"Послуга {n}") for n in range(60))))
    whole, count = bundled(INVOICE, long)
    apart = [page for file in (INVOICE, long) for page in pictures(file, dots_per_inch=60)]
    together = pictures(whole, dots_per_inch=60)
    assert count == len(apart) == len(together) > 2
    assert [page.tobytes() for page in together] == [page.tobytes() for page in apart]


def test_what_two_papers_have_alike_is_written_once():
    whole, count = bundled(INVOICE, INVOICE)
    assert count == 2
    assert pages_text(whole) == pages_text(INVOICE) * 2
    assert len(whole) < 1.2 * len(INVOICE)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4\n", b"GIF89a", INVOICE[:-1000], INVOICE.replace(b"endobj", b"endob!", 1)],
)
def test_what_is_no_paper_of_ours_is_refused_and_the_others_stay(content):
    out = io.BytesIO()
    bundle = Bundle(out)
    bundle.add(INVOICE)
    with pytest.raises(NotOurs):
        bundle.add(content)
    bundle.close()
    assert pages_text(out.getvalue()) == pages_text(INVOICE)


@given(st.integers(0, len(INVOICE) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_file_is_refused_or_laid_in_but_never_breaks(place, noise):
    damaged = INVOICE[:place] + noise + INVOICE[place + len(noise) :]
    with suppress(NotOurs):
        bundled(damaged)
