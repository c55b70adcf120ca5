"""Clients in bulk: a list taken in chunk by chunk, each a transaction, so it can be stopped and gone on with.

`parts/import_run.py` reads a file and calls these in their order.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlmodel import col, select

from crm_tui.domain.clients import Severity
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ImportState
from crm_tui.domain.permissions import Permission
from crm_tui.domain.tags import tag_key
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.exchange.client_list import ListedClient
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ImportRun
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.certificate_clients import attach_open
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.import_same import Seen, already_there, look_up, source_of
from crm_tui.usecases.parts.import_write import write_cards
from crm_tui.usecases.parts.problem_words import words_of
from crm_tui.usecases.parts.tag_rows import tags_by_key

KIND = "clients"
TAGS_TOLD, TAGS_AT_ONCE = 20, 500


class Outcome(StrEnum):
    """What a line's note is about."""

    REFUSED = "refused"
    DUPLICATE = "duplicate"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class LineNote:
    """Something to know about one line of the file."""

    line: int
    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Lines by what became of them; `lines` is their sum, warnings are of added ones."""

    lines: int = 0
    added: int = 0
    already: int = 0
    duplicates: int = 0
    refused: int = 0
    warnings: int = 0

    def plus(self, other: "ImportCounts") -> "ImportCounts":
        """Both together."""
        mine, theirs = asdict(self), asdict(other)
        return ImportCounts(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True, slots=True)
class ImportStarted:
    """A run to go on with: nothing is to be done up to `lines_done`, nor at all when it is `finished`."""

    run_id: int
    lines_done: int
    finished: bool
    counts: ImportCounts


@dataclass(frozen=True, slots=True)
class ChunkTaken:
    """What became of a chunk's lines."""

    counts: ImportCounts
    notes: tuple[LineNote, ...]


@requires(Permission.CLIENTS_CLIENT_IMPORT)
def check_tags(unit: Unit, *, names: tuple[str, ...]) -> None:
    """Refused when a list names tags that are not in use: a slip in a column would make hundreds of them."""
    used: set[str] = set()
    for begin in range(0, len(names), TAGS_AT_ONCE):
        found = tags_by_key(unit, names[begin : begin + TAGS_AT_ONCE])
        used |= {key for key, row in found.items() if row.retired_at is None}
    unknown = [name for name in names if tag_key(name) not in used]
    if unknown:
        told = ", ".join(unknown[:TAGS_TOLD]) + ("…" if len(unknown) > TAGS_TOLD else "")
        words = _("Tags not in use ({n}): {tags}. --make-tags makes them, --map HEADER=- leaves them out")
        raise Refused(words.format(n=len(unknown), tags=told))


@requires(Permission.CLIENTS_CLIENT_IMPORT, writes=True)
def start_import(unit: Unit, *, source: str, content_hash: str) -> ImportStarted:
    """A new run, or the one of the same file that was stopped (to go on) or is done (to leave alone)."""
    known = unit.session.exec(
        select(ImportRun)
        .where(
            col(ImportRun.content_hash) == content_hash,
            col(ImportRun.kind) == KIND,
            col(ImportRun.source) == source,
            col(ImportRun.state) != ImportState.UNDONE,
        )
        .order_by(col(ImportRun.id).desc())
    ).first()
    run = known or unit.add(
        ImportRun(
            kind=KIND,
            source=source,
            content_hash=content_hash,
            employee_id=unit.actor.id,
            started_at=unit.now,
        )
    )
    return ImportStarted(run.id or 0, run.lines_done, run.state is ImportState.DONE, _counts(run))


@requires(Permission.CLIENTS_CLIENT_IMPORT, writes=True)
def take_chunk(
    unit: Unit, *, run_id: int, clients: tuple[ListedClient, ...], keep_duplicates: bool = False
) -> ChunkTaken:
    """Saves the cards of a chunk that are new; lines that are there already change nothing.

    A double (same tax code, or same name and no other code) is left out and told; `keep_duplicates` takes it
    too. Refused for a run that is over.
    """
    run = must(unit.lock(ImportRun, run_id), _("import"), run_id)
    if run.state is not ImportState.RUNNING:
        raise Refused(_("Import {id} is over: start it anew").format(id=run_id))
    taken, new = _judge(unit, Seen(), clients, run.source, keep_duplicates)
    if new:
        write_cards(unit, run_id, run.source, new)
        attach_open(unit, [read_tax_code(one.draft.tax_code).code for one in new])
    counts = _counts(run).plus(taken.counts)
    unit.change(run, lines_done=clients[-1].line, counts=json.dumps(asdict(counts)))
    return taken


@requires(Permission.CLIENTS_CLIENT_IMPORT)
def try_chunk(
    unit: Unit, *, source: str, clients: tuple[ListedClient, ...], seen: Seen, keep_duplicates: bool = False
) -> ChunkTaken:
    """What `take_chunk` would do; `seen` is handed on from chunk to chunk of one file. Changes nothing."""
    return _judge(unit, seen, clients, source, keep_duplicates)[0]


@requires(Permission.CLIENTS_CLIENT_IMPORT, writes=True)
def finish_import(unit: Unit, *, run_id: int) -> ImportCounts:
    """Ends a run whose file is read to its end."""
    run = must(unit.lock(ImportRun, run_id), _("import"), run_id)
    if run.state is ImportState.RUNNING:
        unit.change(run, state=ImportState.DONE, finished_at=unit.now)
    return _counts(run)


def _judge(
    unit: Unit, seen: Seen, clients: tuple[ListedClient, ...], source: str, keep_duplicates: bool
) -> tuple[ChunkTaken, list[ListedClient]]:
    there = already_there(unit, clients, source)
    candidates = [
        one for one in clients if not one.refused and (source_of(one, source), one.external_id) not in there
    ]
    look_up(unit, seen, candidates)
    notes, new = list[LineNote](), list[ListedClient]()
    refused = already = duplicates = warned = 0
    for one in clients:
        key = (source_of(one, source), one.external_id)
        if one.refused:
            refused += 1
            notes += _problems(one)
            continue
        if key in there or key in seen.ids:
            already += 1
            continue
        double = seen.sameness(one)
        if double:
            notes.append(LineNote(one.line, Outcome.DUPLICATE, double))
            duplicates += 1
        if not double or keep_duplicates:
            seen.ids.add(key)
            new.append(one)
            warnings = _problems(one)
            warnings += [LineNote(one.line, Outcome.WARNING, text) for text in seen.shared_numbers(one)]
            warned += bool(warnings)
            notes += warnings
    counts = ImportCounts(len(clients), len(new), already, duplicates, refused, warned)
    return ChunkTaken(counts, tuple(notes)), new


def _problems(one: ListedClient) -> list[LineNote]:
    return [
        LineNote(
            one.line,
            Outcome.REFUSED if problem.severity is Severity.ERROR else Outcome.WARNING,
            words_of(problem),
        )
        for problem in one.problems
    ]


def _counts(run: ImportRun) -> ImportCounts:
    return ImportCounts(**json.loads(run.counts))
