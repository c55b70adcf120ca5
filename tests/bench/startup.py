"""Figures of the command line's start, beside `python -c pass`. python -m tests.bench.startup"""

import os
import statistics
import subprocess
import sys
import time

from tests.bench import BenchRow

RUNS = 25
COMPLETION = {"_CRM_TUI_COMPLETE": "complete_bash", "COMP_WORDS": "crm-tui c", "COMP_CWORD": "1"}


def rows() -> list[BenchRow]:
    """`--version`, shell completion and `--help`; medians, each taken in turns with the floor."""
    return [
        _row("crm-tui --version", ["--version"], {}, 8),
        _row("crm-tui: completion of a word", [], COMPLETION, 8),
        _row("crm-tui --help", ["--help"], {}, 14),
    ]


def _row(act: str, words: list[str], environ: dict[str, str], most: float) -> BenchRow:
    ours, floor = [], []
    for _ in range(RUNS):
        floor.append(_ms([sys.executable, "-c", "pass"], {}))
        ours.append(_ms([sys.executable, "-m", "crm_tui", *words], environ))
    one, other = statistics.median(ours), statistics.median(floor)
    return BenchRow(act, one, other, "ms", f"<= {most:g}x python -c pass", one <= most * other)


def _ms(command: list[str], environ: dict[str, str]) -> float:
    began = time.perf_counter()
    # An installed program has its modules compiled.
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environ}
    subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    for row in rows():
        print(f"{row.act}: {row.ours:.1f} {row.unit}, {row.ratio:.1f}x, {row.goal}: {row.holds}")
