"""A file of clients taken in through the office, chunk by chunk; for the command line and for screens."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm_tui.exchange.client_columns import Columns, find_columns
from crm_tui.exchange.client_list import ListedClient, read_clients, read_tags
from crm_tui.exchange.sheet import Sheet, open_sheet
from crm_tui.usecases.client_import import (
    ChunkTaken,
    ImportCounts,
    check_tags,
    finish_import,
    start_import,
    take_chunk,
    try_chunk,
)
from crm_tui.usecases.client_import_undo import Used, check_undo, finish_undo, undo_chunk
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.import_past import Past

AT_ONCE = 2_000
"""Lines in one transaction: others wait for the store no longer than some tenths of a second."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import went; `run_id` is None after a dry run; `finished_before`: the file had been taken."""

    run_id: int | None
    counts: ImportCounts
    unknown_columns: tuple[str, ...]
    finished_before: bool = False


def import_clients(
    office: Office,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    source: str = "",
    dry_run: bool = False,
    keep_duplicates: bool = False,
    make_tags: bool = False,
    told: Callable[[ChunkTaken], None] = lambda _taken: None,
) -> Imported:
    """Takes in a list of clients; `told` hears of each chunk. Stopped at any moment, the next call goes on.

    Raises Refused before anything changes when the file cannot be read to its end, its columns are unknown,
    or it names tags that are not in use (unless `make_tags`).
    """
    with open_sheet(path) as sheet, _rare_collections():
        columns = find_columns(sheet, mapping)
        if not make_tags and (names := read_tags(sheet, columns)):
            office.call(check_tags, names=names)
        job = _Job(office, sheet, columns, source or path.stem, keep_duplicates, told)
        return _try(job) if dry_run else _take(job)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """A chunk makes 100,000 objects and no cycles: to look for some every 700 costs a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(500_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@dataclass(frozen=True, slots=True)
class _Job:
    office: Office
    sheet: Sheet
    columns: Columns
    source: str
    keep_duplicates: bool
    told: Callable[[ChunkTaken], None]

    def chunks(self, after_line: int = -1) -> Iterator[tuple[ListedClient, ...]]:
        city_code = self.office.settings.pbx.city_code
        rows = read_clients(self.sheet, self.columns, city_code=city_code, after_line=after_line)
        while chunk := tuple(islice(rows, AT_ONCE)):
            yield chunk


def _take(job: _Job) -> Imported:
    office = job.office
    run = office.call(start_import, source=job.source, content_hash=job.sheet.content_hash)
    if run.finished:
        return Imported(run.run_id, run.counts, job.columns.unknown, finished_before=True)
    for clients in job.chunks(run.lines_done):
        taken = office.call(
            take_chunk, run_id=run.run_id, clients=clients, keep_duplicates=job.keep_duplicates
        )
        job.told(taken)
    return Imported(run.run_id, office.call(finish_import, run_id=run.run_id), job.columns.unknown)


def _try(job: _Job) -> Imported:
    counts = ImportCounts()
    with closing(Past()) as past:
        for clients in job.chunks():
            seen = past.recall(clients, job.source)
            tried = job.office.call(
                try_chunk,
                source=job.source,
                clients=clients,
                seen=seen,
                keep_duplicates=job.keep_duplicates,
            )
            past.remember(seen)
            job.told(tried)
            counts = counts.plus(tried.counts)
    return Imported(None, counts, job.columns.unknown)


@dataclass(frozen=True, slots=True)
class Undone:
    """An import taken back: how many cards went, and those that stay because people use them."""

    removed: int
    kept: tuple[Used, ...]


def undo_import(office: Office, run_id: int, *, leave_used: bool = False) -> Undone:
    """Takes an import back as one act; stopped midway, the next call goes on.

    Cards in use are looked for first: with any of them nothing changes and they are told (`removed` is 0),
    unless `leave_used` lets them stay.
    """
    used: list[Used] = []
    after: int | None = 0
    while after is not None and not leave_used:
        checked = office.call(check_undo, run_id=run_id, after=after)
        used, after = [*used, *checked.used], checked.after
    if used:
        return Undone(0, tuple(used))
    removed, after = 0, 0
    while after is not None:
        chunk = office.call(undo_chunk, run_id=run_id, after=after)
        removed, after, used = removed + chunk.removed, chunk.after, [*used, *chunk.kept]
    office.call(finish_undo, run_id=run_id)
    return Undone(removed, tuple(used))
