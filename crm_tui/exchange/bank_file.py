"""What was read of a bank's file: its rows, what is wrong with it by line, and its sums."""

import marshal
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.i18n import N_, _, ngettext

MOST_ROWS = 1_000_000
MOST_TOLD = 1_000
"""Problems told one by one; a file with more of them is not read further."""
DIFFERENT_COUNT = N_("the statement's own count of its entries differs from them; take it anew")
DIFFERENT_BALANCE = N_("the entries do not lead from balance to balance; take the statement anew")
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is odd in a line and how to mend it; when it `stops`, nothing of the file may be posted."""

    line: int
    text: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class BankTotal:
    """Rows and their sum in one currency and one direction."""

    currency: str
    incoming: bool
    rows: int
    amount_kop: int


class PackedRows:
    """Rows kept packed: 100,000 of them as objects are 100 MB. They are made anew each time one asks."""

    def __init__(self, blocks: tuple[bytes, ...], count: int) -> None:
        self._blocks = blocks
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[BankRow]:
        for block in self._blocks:
            for values in marshal.loads(zlib.decompress(block)):  # noqa: S302  # packed by ourselves
                yield _unpacked(values)


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file read to its end. What is posted of it comes from `checked`: all of the file or nothing."""

    name: str
    content_hash: str
    kind: str
    """The name of the mapping it was read by, or camt053, mt940."""
    title: str
    """The same for people."""
    register: bool
    """A CA's register of payments, not a statement of an own account."""
    headings: tuple[tuple[str, str], ...]
    """Which column was read as which field; empty for files that are no tables."""
    rows: PackedRows
    problems: tuple[FileProblem, ...]
    totals: tuple[BankTotal, ...]

    @property
    def whole(self) -> bool:
        """Whether every line of the file could be read."""
        return not any(problem.stops for problem in self.problems)

    def checked(self) -> PackedRows:
        """The rows of a file without a fault. Refused with the first fault of any other."""
        stopping = [problem for problem in self.problems if problem.stops]
        if not stopping:
            return self.rows
        first = stopping[0]
        said = _("{file}, line {line}: {problem}").format(file=self.name, line=first.line, problem=first.text)
        more = len(stopping) - 1
        if more:
            said += " " + ngettext("(and {n} more)", "(and {n} more)", more).format(n=more)
        raise Refused(said + ". " + _("Nothing of this file was posted"))


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a reader found."""

    rows: PackedRows
    problems: tuple[FileProblem, ...]
    totals: tuple[BankTotal, ...]


def gather(found: Iterable[BankRow | FileProblem]) -> Gathered:
    """Goes through a reader to its end; only packed rows are kept."""
    blocks, waiting = list[bytes](), list[BankRow]()
    problems = list[FileProblem]()
    counts, sums = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    for one in found:
        if isinstance(one, FileProblem):
            problems.append(one)
            if len(problems) >= MOST_TOLD:
                problems.append(FileProblem(one.line, _("more is wrong; it was not read further")))
                break
            continue
        waiting.append(one)
        key = (one.currency, one.incoming)
        counts[key] += 1
        sums[key] += one.amount_kop
        if len(waiting) == _AT_ONCE:
            blocks.append(_packed(waiting))
            waiting.clear()
            if len(blocks) * _AT_ONCE > MOST_ROWS:
                raise Refused(_("more than a million rows in one file; ask the bank for shorter periods"))
    blocks += [_packed(waiting)] if waiting else []
    ordered = sorted(counts, key=lambda key: (key[0], not key[1]))
    totals = [BankTotal(*key, counts[key], sums[key]) for key in ordered]
    return Gathered(PackedRows(tuple(blocks), sum(counts.values())), tuple(problems), tuple(totals))


_NAMES = tuple(field.name for field in fields(BankRow))
_values: Callable[[BankRow], tuple[object, ...]] = attrgetter(*_NAMES)
_DAYS = tuple(place for place, name in enumerate(_NAMES) if name in {"day", "credited_on", "cert_until"})


def _packed(rows: Iterable[BankRow]) -> bytes:
    return zlib.compress(marshal.dumps([_plain(row) for row in rows]), 1)


def _plain(row: BankRow) -> list[object]:
    values = list(_values(row))
    for place in _DAYS:
        if isinstance(day := values[place], date):
            values[place] = day.toordinal()
    return values


def _unpacked(whole: list[object]) -> BankRow:
    for place in _DAYS:
        if isinstance(ordinal := whole[place], int):
            whole[place] = date.fromordinal(ordinal)
    return BankRow(*whole)  # type: ignore[arg-type]
