"""Files of certificates taken in through the office, some at a time; for the command line and for screens."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crm_tui.domain.permissions import Permission
from crm_tui.exchange.certificate_content import ReadFile
from crm_tui.exchange.certificate_files import read_paths
from crm_tui.usecases.certificates import TakenRow, take_certificates, try_certificates
from crm_tui.usecases.kep_completing import CompletedSet, complete_waiting_sets
from crm_tui.usecases.office import Office

AT_ONCE = 50
"""Certificates in one transaction: stopped at any moment, what was taken stands and the rest can follow."""


@dataclass(frozen=True, slots=True)
class CertificatesTaken:
    """How it went; `problems` are (file, why) of what could not be read, or not wholly.

    `sets` are those that waited for these certificates; none where the actor may not complete them.
    """

    rows: tuple[TakenRow, ...]
    problems: tuple[tuple[str, str], ...]
    files: int
    sets: tuple[CompletedSet, ...] = ()

    @property
    def new(self) -> int:
        return sum(row.new for row in self.rows)

    @property
    def unknown(self) -> tuple[TakenRow, ...]:
        """Of no client of ours, each tax code once."""
        found: dict[str, TakenRow] = {}
        for row in self.rows:
            if row.client is None and not row.of_ca and not row.may_be:
                found.setdefault(row.tax_code or row.sha256, row)
        return tuple(found.values())


def import_certificates(
    office: Office,
    paths: Iterable[Path],
    *,
    dry_run: bool = False,
    allowed: Callable[[Path], bool] = lambda _path: True,
    told: Callable[[int, int], None] = lambda _files, _certificates: None,
) -> CertificatesTaken:
    """Takes in all certificates of the paths, and completes the sets that waited for them.

    `told` hears how many files and certificates are behind.
    """
    act = try_certificates if dry_run else take_certificates
    office.call(act, files=())  # who may not is told before anything is read
    completes = not dry_run and office.can(Permission.KEP_SET_GENERATE)
    rows, problems, files = list[TakenRow](), list[tuple[str, str]](), 0
    sets = list[CompletedSet]()
    for chunk in chunks(read_paths(paths, allowed=allowed)):
        files += len(chunk)
        problems += [(file.name, file.problem) for file in chunk if file.problem]
        taken = office.call(act, files=tuple(file for file in chunk if file.taken))
        rows += taken if not dry_run else _once(taken, {row.sha256 for row in rows})
        if completes and (mine := tuple(row.sha256 for row in taken if row.client is not None)):
            sets += office.call(complete_waiting_sets, sha256s=mine)
        told(files, len(rows))
    return CertificatesTaken(tuple(rows), tuple(problems), files, tuple(sets))


def _once(taken: Iterable[TakenRow], seen: set[str]) -> list[TakenRow]:
    from dataclasses import replace

    return [replace(row, new=False) if row.sha256 in seen else row for row in taken]


def chunks(files: Iterator[ReadFile]) -> Iterator[list[ReadFile]]:
    """Files with about as many certificates as one transaction takes."""
    chunk, count = list[ReadFile](), 0
    for file in files:
        chunk.append(file)
        count += max(1, len(file.taken))
        if count >= AT_ONCE:
            yield chunk
            chunk, count = [], 0
    if chunk:
        yield chunk
