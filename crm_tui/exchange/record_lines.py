"""The PBX's own record as a file: lines in bounded memory, moments in every form it writes, problems by line.

A file grows for years and its bytes come from strangers (a caller chooses his name), so each line stands by
itself: a broken one is told and costs nothing but itself.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import SEEK_END
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

LONGEST_LINE = 1 << 16
MOST_TOLD = 100
DELIMITERS = ",;\t|"
_EPOCH = re.compile(r"\d{9,11}(?:\.\d{1,9})?", re.ASCII)
EARLIEST, LATEST = 1e9, 4.1e9
"""Moments from 2001 to 2099; others are no moments of a call."""


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """What is wrong with one line of the record (`line` from 1; of a table: the row in its order)."""

    line: int
    what: str


@dataclass(slots=True)
class Problems:
    """The first problems of a file, and how many there were in all."""

    told: list[RecordProblem] = field(default_factory=list)
    count: int = 0

    def note(self, line: int, what: str) -> None:
        self.count += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(RecordProblem(line, what))


def read_lines(path: Path, problems: Problems) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers; one that is too long is told and left out.

    Raises Refused for a file that cannot be read.
    """
    number, whole = 0, True
    try:
        with path.open("rb") as file:
            while piece := file.readline(LONGEST_LINE):
                ended = piece.endswith(b"\n")
                number += whole
                if whole and (ended or len(piece) < LONGEST_LINE):
                    if text := piece.decode("utf-8", "replace").replace("\0", "\ufffd").strip("\r\n\ufeff"):
                        yield number, text
                elif whole:
                    problems.note(number, _("longer than any record"))
                whole = ended
    except OSError as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path, why=error.strerror)) from None


def read_end(path: Path) -> list[tuple[int, str]]:
    """The last whole lines of a file, numbered from the first of them; Refused as by `read_lines`."""
    try:
        with path.open("rb") as file:
            begin = max(0, file.seek(0, SEEK_END) - LONGEST_LINE)
            file.seek(begin)
            pieces = file.read(LONGEST_LINE).split(b"\n")
    except OSError as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path, why=error.strerror)) from None
    whole = pieces[1:] if begin else pieces
    lines = (piece.decode("utf-8", "replace").replace("\0", "\ufffd").strip("\r") for piece in whole)
    return [(number, text) for number, text in enumerate(lines, 1) if text]


def split_cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one line of CSV; None when it is none (a quote that is never closed)."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None


def read_moment(text: str, zone: ZoneInfo, *, near: float | None = None) -> float | None:
    """Seconds since the epoch of a moment in the record; None when it is none.

    Epoch seconds, or a date and time of `zone` unless it says its own offset. `near` settles the hour that
    the autumn has twice.
    """
    text = text.strip()
    if _EPOCH.fullmatch(text):
        return _possible(float(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment_of(moment, zone, near=near)


def moment_of(moment: datetime, zone: ZoneInfo, *, near: float | None = None) -> float | None:
    """The same for a moment that a table gives as such."""
    try:
        if moment.tzinfo is not None:
            return _possible(moment.timestamp())
        first, second = (moment.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1))
    except (ValueError, OverflowError):
        return None
    return _possible(first if near is None or abs(first - near) <= abs(second - near) else second)


def _possible(at: float) -> float | None:
    return at if EARLIEST < at < LATEST else None
