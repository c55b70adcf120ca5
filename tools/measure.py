"""How much of the program the tests ran: marks told to coverage.py, which reports them by its own rules."""

from collections import defaultdict
from pathlib import Path

from coverage import Coverage
from coverage.parser import PythonParser

from tools.marks import Branch, ran

ROOT = Path(__file__).resolve().parent.parent
BEFORE = -1
"""Where coverage.py lets a piece of code begin: an arc from there says that a line ran and no more."""


def enough(folder: Path, root: Path = ROOT) -> bool:
    """Prints the whole; prints also which lines are missing where it is less than pyproject.toml demands."""
    coverage = told(folder, root)
    with open("/dev/null", "w", encoding="utf-8") as nowhere:
        total = coverage.report(file=nowhere)
    demanded = float(str(coverage.get_option("report:fail_under")))
    if total < demanded:
        coverage.report(show_missing=True)
    print(f"Lines and branches that ran: {total:.2f} % (demanded: {demanded:g} %)")
    return total >= demanded


def told(folder: Path, root: Path = ROOT) -> Coverage:
    """What ran, as coverage.py keeps it; `coverage html` shows it afterwards."""
    coverage = Coverage(data_file=str(root / ".coverage"), config_file=str(ROOT / "pyproject.toml"))
    coverage.erase()
    data = coverage.get_data()
    for file, lines, branches in ran(folder, root):
        arcs = {(BEFORE, line) for line in lines} | _arcs(file, branches)
        data.add_arcs({str(file): arcs})
        data.touch_file(str(file))
    data.write()
    return coverage


def _arcs(file: Path, branches: set[Branch]) -> set[tuple[int, int]]:
    """The arcs of coverage.py; of a line with more than two ways only the one entered is known."""
    parser = PythonParser(filename=str(file))
    parser.parse_source()
    ways = defaultdict(set)
    for start, end in parser.arcs():
        ways[start].add(end)
    found: set[tuple[int, int]] = set()
    for line, first, entered in branches:
        start, end = parser.first_line(line), parser.first_line(first)
        others = ways[start] - {end}
        if entered and end in ways[start]:
            found.add((start, end))
        elif not entered and len(others) == 1:
            found.add((start, others.pop()))
    return found
