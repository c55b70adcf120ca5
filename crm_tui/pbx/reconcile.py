"""Our journal against the PBX's own record: reads the record, folds it, has the use cases act."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.config import PbxSettings
from crm_tui.domain.call_compare import Done
from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallSource
from crm_tui.domain.kyiv import format_moment
from crm_tui.exchange.cdr_rows import CdrRow
from crm_tui.exchange.cel_rows import CelRow
from crm_tui.exchange.record_lines import Problems, RecordProblem
from crm_tui.exchange.record_source import read_cdr, read_cel
from crm_tui.i18n import _, ngettext
from crm_tui.pbx.cdr import calls_of as calls_of_cdr
from crm_tui.pbx.cel import calls_of as calls_of_cel
from crm_tui.pbx.rules import Rules
from crm_tui.usecases.office import Office
from crm_tui.usecases.reconcile import Finding, calls_not_in_record, compare_calls, reconcile_calls

Row = TypeVar("Row", CelRow, CdrRow)
LONGEST_CALL = 6 * 3600.0
"""Seconds of the record read before and after the period, for calls that reach over its borders; a call that
the record tells nothing of for so long was cut short with its PBX."""
AT_ONCE = 25
"""Calls in one transaction: a ring that comes meanwhile waits a tenth of a second for it."""
DAYS = 7
"""The nightly job looks so far back, so a machine that was off for days is caught up."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a reconciliation. `first_at` and `last_at`: what of the period the record covers."""

    source: CallSource
    since: datetime
    until: datetime
    first_at: datetime | None
    last_at: datetime | None
    calls: int
    """Customer calls of the period in the record."""
    differing: int
    """Of them, those of which anything differs."""
    added: int
    filled: int
    dry_run: bool
    findings: tuple[Finding, ...]
    problems: tuple[RecordProblem, ...]
    problem_count: int


def record_of(pbx: PbxSettings, *, cel: str = "", cdr: str = "") -> tuple[str, str]:
    """Which record is meant, as (cel, cdr) of which one at most is named; what was asked for wins."""
    if cel or cdr:
        return (cel, "") if cel else ("", cdr)
    return (pbx.cel, "") if pbx.cel else ("", pbx.cdr)


def reconcile(
    office: Office, *, since: datetime, until: datetime, cel: str = "", cdr: str = "", dry_run: bool = False
) -> Report:
    """Makes the journal equal to the record named by `cel` (file or address of a table), else by `cdr`.

    Raises Refused when the record cannot be read; nothing of what was read before is taken back, for each
    call stands by itself and the next run finds the rest.
    """
    source = CallSource.CEL if cel else CallSource.CDR
    course = _Course(since.timestamp(), until.timestamp(), Problems())
    calls = _cel_calls(office, cel, course) if cel else _cdr_calls(office, cdr, course)
    wanted = (one for one in calls if course.since <= one.began_at < course.until)
    while portion := list(islice(wanted, AT_ONCE)):
        _settle(office, portion, source, course, dry_run=dry_run)
    if cel and course.first_at is not None and course.last_at is not None:
        begin, end = max(course.since, course.first_at), min(course.until, course.last_at)
        course.findings += office.call(
            calls_not_in_record, since=_moment(begin), until=_moment(end), known=course.known
        )
    return Report(
        source=source,
        since=since,
        until=until,
        first_at=_moment(course.first_at),
        last_at=_moment(course.last_at),
        calls=course.calls,
        differing=len({one.key for one in course.findings}),
        added=len({one.key for one in course.findings if one.done is Done.ADDED}),
        filled=len({one.key for one in course.findings if one.done is Done.FILLED}),
        dry_run=dry_run,
        findings=tuple(course.findings),
        problems=tuple(course.problems.told),
        problem_count=course.problems.count,
    )


def _cel_calls(office: Office, place: str, course: "_Course") -> Iterator[CallFacts]:
    pbx = office.settings.pbx
    rows = read_cel(
        place, zone=_zone(office), columns=pbx.cel_columns, problems=course.problems,
        since=course.since - LONGEST_CALL,
    )  # fmt: skip
    silent_since = min(office.clock().timestamp() - LONGEST_CALL, course.until)
    return calls_of_cel(course.within(rows), Rules.of(pbx), silent_since=silent_since)


def _cdr_calls(office: Office, place: str, course: "_Course") -> Iterator[CallFacts]:
    rows = read_cdr(place, zone=_zone(office), problems=course.problems, since=course.since - LONGEST_CALL)
    return calls_of_cdr(course.within(rows), Rules.of(office.settings.pbx))


def _zone(office: Office) -> ZoneInfo:
    name = office.settings.pbx.record_timezone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused(_("pbx.record_timezone: there is no time zone {name}").format(name=name)) from None


def _settle(
    office: Office, portion: list[CallFacts], source: CallSource, course: "_Course", *, dry_run: bool
) -> None:
    """Looks first and writes only when there is something to write, so nobody waits for us in vain."""
    course.calls += len(portion)
    found = office.call(compare_calls, calls=portion, source=source)
    if not dry_run and any(one.done is not Done.REPORTED for one in found.findings):
        found = office.call(reconcile_calls, calls=portion, source=source)
    course.findings += found.findings
    course.known |= found.known


@dataclass(slots=True)
class _Course:
    """What was seen while the record was read."""

    since: float
    until: float
    problems: Problems
    first_at: float | None = None
    last_at: float | None = None
    calls: int = 0
    findings: list[Finding] = field(default_factory=list)
    known: set[int] = field(default_factory=set)

    def within(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows of the period and of the calls that reach over its borders."""
        for row in rows:
            if self.since - LONGEST_CALL <= row.at < self.until + LONGEST_CALL:
                self.first_at = row.at if self.first_at is None else min(self.first_at, row.at)
                self.last_at = row.at if self.last_at is None else max(self.last_at, row.at)
                yield row


@overload
def _moment(at: float) -> datetime: ...
@overload
def _moment(at: None) -> None: ...
def _moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


def summary(report: Report) -> str:
    """One line on what came of it, for the command and for the job."""
    words = _("{source}: calls {calls}, differing {differing}, added {added}, completed {filled}")
    if report.dry_run:
        words = _("{source}, dry run: calls {calls}, differing {differing}, to add {added}, to fill {filled}")
    text = words.format(
        source=report.source.value.upper(),
        calls=report.calls,
        differing=report.differing,
        added=report.added,
        filled=report.filled,
    )
    if report.first_at is None or report.last_at is None:
        return f"{text}; " + _("the record has nothing of this period")
    if report.last_at < report.until:
        text += "; " + _("the record reaches to {moment}").format(moment=format_moment(report.last_at))
    if report.problem_count:
        count = report.problem_count
        text += "; " + ngettext("{n} line was not read", "{n} lines were not read", count).format(n=count)
    return text
