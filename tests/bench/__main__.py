"""`python -m tests.bench [--json] [--only NAME]... [--clients N] [--fresh]`: ours, floor, ratio, goal.

One file per subject in this folder; each has `rows()` or `rows(ground)`. NAME is a file's name.
"""

import argparse
import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any

import tests.bench
from tests.bench import BenchRow
from tests.bench.ground import Ground


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.bench")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--only", action="append", default=[], metavar="NAME")
    asked.add_argument("--clients", type=int, default=1_000_000)
    asked.add_argument("--fresh", action="store_true", help="make the demo offices anew")
    given = asked.parse_args()
    ground = Ground(given.clients)
    if given.fresh:
        ground.forget()
    found = []
    try:
        for row in _rows(_subjects(given.only), ground):
            found.append(row)
            if not given.json:
                print(_line(row), flush=True)
    finally:
        ground.close()
    if given.json:
        json.dump([asdict(row) | {"ratio": row.ratio} for row in found], sys.stdout, indent=1)
    return 0


def _subjects(only: list[str]) -> Iterator[Callable[..., Iterable[BenchRow]]]:
    names = sorted(module.name for module in pkgutil.iter_modules(tests.bench.__path__))
    if unknown := set(only) - set(names):
        raise SystemExit(f"no such subject: {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    for name in names:
        if (only and name not in only) or name == "__main__":
            continue
        rows: Any = getattr(importlib.import_module(f"tests.bench.{name}"), "rows", None)
        if rows is not None:
            yield rows


def _rows(subjects: Iterable[Callable[..., Iterable[BenchRow]]], ground: Ground) -> Iterator[BenchRow]:
    for rows in subjects:
        yield from rows(ground) if "ground" in inspect.signature(rows).parameters else rows()


def _line(row: BenchRow) -> str:
    floor = f"{row.floor:12,.2f}" if row.floor is not None else f"{'-':>12}"
    ratio = f"{row.ratio:.2f}x" if row.ratio else "-"
    verdict = "" if row.goal == "-" else "holds" if row.holds else "MISSED"
    return f"{row.act:44} {row.ours:12,.2f} {floor} {row.unit:10} {ratio:>8}  {row.goal:18} {verdict}"


if __name__ == "__main__":
    raise SystemExit(main())
