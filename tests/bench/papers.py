"""Figures of printed papers: an invoice with its QR beside a bare page of the same font."""

import time
from collections.abc import Callable, Iterator
from statistics import median

from fpdf import FPDF

from crm_tui.documents.pdf import render_pdf
from crm_tui.documents.sheet import FACES
from crm_tui.domain.papers import PaperKind
from tests.bench import BenchRow
from tests.documents.papers import line, paper

ROUNDS, TIMES, MOST = 40, 2.0, 150.0
LETTERS = "Рахунок на оплату № 1287 від 23 листопада 2026 р. Щоґлі фею їжак, ЄДРПОУ IBAN («кг», %)"


def rows() -> Iterator[BenchRow]:
    """The row of `goals.md` about papers; the floor is a page with a line in both faces that a paper has."""
    sale = paper(
        PaperKind.INVOICE,
        line("M.E.Doc: модуль «Звітність», річна підписка", price=2000_00, unit="шт."),
        line("Супровід програми M.E.Doc", price=300_00, quantity="12"),
        line("КЕП керівника, два роки", price=350_00, unit="шт."),
    )
    ours, floor = _beside(lambda: render_pdf(sale), _bare)
    yield BenchRow(
        "invoice to PDF with QR",
        ours,
        floor,
        "ms",
        f"<= {TIMES:g}x, <= {MOST:g} ms",
        holds=ours <= TIMES * floor and ours <= MOST,
    )


def _bare() -> bytes:
    page = FPDF(format="A4")
    for style, file in FACES.items():
        page.add_font("Paper", style, file)
    page.add_page()
    for style in FACES:
        page.set_font("Paper", style, 10)
        page.cell(w=0, h=5, text=LETTERS)
        page.ln()
    return bytes(page.output())


def _beside(*acts: Callable[[], bytes]) -> list[float]:
    """Medians in milliseconds, the acts in turn, so that a busy moment meets both."""
    found: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS + 1):
        for times, act in zip(found, acts, strict=True):
            begun = time.perf_counter()
            act()
            times.append((time.perf_counter() - begun) * 1000)
    return [median(times[1:]) for times in found]
