"""A bank's statement of 100,000 rows read to its end, beside csv that only cuts it into cells.

python -m tests.bench --only banks
"""

import csv
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_tui.exchange.bank_reading import read_bank_file
from tests.bench import BenchRow
from tests.exchange.bank_writers import privat24_csv
from tests.exchange.test_bank_files import ROW
from tests.exchange.test_bank_hostile import peak

AT_ONCE, TIMES = 1_000, 100
MOST_SECONDS, MOST_MEMORY = 15, 100


def rows() -> Iterator[BenchRow]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "year.csv"
        _write(path)
        begun = time.perf_counter()
        with path.open(encoding="cp1251", newline="") as file:
            cut = sum(1 for _cells in csv.reader(file, delimiter=";"))
        floor = time.perf_counter() - begun
        before, begun = peak(), time.perf_counter()
        found = read_bank_file(path)
        ours, grown = time.perf_counter() - begun, (peak() - before) >> 20
        assert len(found.checked()) == cut - 1 == AT_ONCE * TIMES
    fits = ours <= MOST_SECONDS and grown <= MOST_MEMORY
    yield BenchRow("bank statement of 100,000 rows read", ours, floor, "s", f"<= {MOST_SECONDS} s", fits)
    yield BenchRow("its memory", grown, None, "MB", f"<= {MOST_MEMORY} MB", fits)


def _write(path: Path) -> None:
    with path.open("wb") as file:
        for block in range(TIMES):
            numbers = [20_000_000 + block * AT_ONCE + n for n in range(AT_ONCE)]
            these = [replace(ROW, document_number=str(one), payer_code=str(one)) for one in numbers]
            head, _end, text = privat24_csv(these).partition(b"\n")
            file.write(text if block else head + b"\n" + text)
