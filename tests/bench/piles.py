"""Figures of a pile: the stored papers of many sets laid into one file, beside each set's own file."""

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from crm_tui.documents.bundle import Bundle
from crm_tui.documents.pdf import render_pdf
from crm_tui.domain.papers import ContractKind, PaperKind
from tests.bench import BenchRow
from tests.documents.papers import paper

SETS, ROUNDS, TIMES, MOST_MB = 500, 5, 0.8, 40.0


def rows() -> Iterator[BenchRow]:
    """The row of `goals.md` about piles. Every paper is drawn anew before: equal ones would be laid once."""
    drawn = [_drawn(number) for number in range(1, SETS + 1)]
    with TemporaryDirectory() as folder:
        file = Path(folder, "pile.pdf")
        ours, floor = _beside(drawn, file)
        tracemalloc.start()
        _laid([one for three in drawn for one in three], file)
        peak = tracemalloc.get_traced_memory()[1] / 1_000_000
        tracemalloc.stop()
    act = f"papers of {SETS} sets x 3 in one file"
    yield BenchRow(act, ours, floor, "ms", f"<= {TIMES:g}x", holds=ours <= TIMES * floor)
    yield BenchRow(f"{act}, memory", peak, None, "MB", f"<= {MOST_MB:g} MB", holds=peak <= MOST_MB)


def _drawn(number: int) -> list[bytes]:
    said = str(number)
    return [
        render_pdf(paper(PaperKind.INVOICE, number=said)),
        render_pdf(paper(PaperKind.ACT, number=said)),
        render_pdf(paper(PaperKind.CONTRACT, number=said, contract_kind=ContractKind.COMMERCIAL)),
    ]


def _laid(papers: list[bytes], file: Path) -> None:
    with file.open("wb") as out, closing(Bundle(out)) as bundle:
        for one in papers:
            bundle.add(one)


def _beside(drawn: list[list[bytes]], file: Path) -> tuple[float, float]:
    """Medians in milliseconds, in turn, so that a busy moment meets both."""
    found: tuple[list[float], list[float]] = ([], [])
    whole = [one for three in drawn for one in three]
    for _ in range(ROUNDS):
        for times, piles in zip(found, ([whole], drawn), strict=True):
            begun = time.perf_counter()
            for pile in piles:
                _laid(pile, file)
            times.append((time.perf_counter() - begun) * 1000)
    return median(found[0]), median(found[1])
