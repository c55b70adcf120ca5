"""What every report is made of: columns, lines whose cells can be opened, totals.

A cell's `behind` says which records it counts; the report's own use case for rows takes it. Renderers know
only these shapes, so each report is a table, a picture and a file without a word of its own.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm_tui.domain.periods import Period


class ValueKind(StrEnum):
    """What a column holds, as it is stored: whole numbers, milliseconds, kopiykas, dates, texts."""

    TEXT = "text"
    COUNT = "count"
    TIME = "time"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    MOMENT = "moment"


class InTime(StrEnum):
    """What of a report follows in time."""

    NOTHING = "nothing"
    LINES = "lines"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable name (JSON), its title (translated), what it holds."""

    name: str
    title: str
    kind: ValueKind = ValueKind.COUNT
    charted: bool = False
    """Whether a picture of the report draws it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report; `behind[i]` says which records `values[i]` counts (None: nothing to open)."""

    values: tuple[Any, ...]
    behind: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report, ready to be shown: `name` is the command's word, `about` says in words what was chosen."""

    name: str
    title: str
    period: Period
    about: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    in_time: InTime = InTime.NOTHING
    funnel: bool = False
    """Each line is a part of the one above it: bars are drawn one below the other, middle below middle."""

    @property
    def charted(self) -> list[int]:
        """The places of the columns that a picture draws."""
        return [place for place, column in enumerate(self.columns) if column.charted]
