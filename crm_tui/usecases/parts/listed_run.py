"""A CA's list taken in through the office, some sets at a time; for the command line and for screens."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_tui.exchange.certificate_list import ListedCertificate, in_sets, read_ca_list
from crm_tui.exchange.sheet import open_sheet
from crm_tui.usecases.kep_listed import ListedSet, take_listed, try_listed
from crm_tui.usecases.office import Office

PORTION = 500
"""Sets in one transaction: a list that is cut off leaves whole sets, and goes on when told again."""


@dataclass(frozen=True, slots=True)
class ListTaken:
    """What became of a list's sets; `problems` are (line, what is odd in it)."""

    sets: tuple[ListedSet, ...]
    problems: tuple[tuple[int, str], ...]


def import_ca_list(
    office: Office,
    file: Path,
    *,
    dry_run: bool = False,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> ListTaken:
    """Makes or completes the sets of a list; `told` hears how many of how many are behind."""
    act = try_listed if dry_run else take_listed
    office.call(act, rows=())  # who may not is told before anything is read
    with open_sheet(file) as sheet:
        rows = list(read_ca_list(sheet))
    groups = in_sets(rows)
    found: list[ListedSet] = []
    for portion in _portions(groups):
        found += office.call(act, rows=portion)
        told(len(found), len(groups))
    problems = tuple((row.line, text) for row in rows for text in row.problems)
    return ListTaken(tuple(found), problems)


def _portions(
    groups: Sequence[tuple[ListedCertificate, ...]],
) -> Iterator[tuple[ListedCertificate, ...]]:
    for begin in range(0, len(groups), PORTION):
        yield tuple(row for group in groups[begin : begin + PORTION] for row in group)
