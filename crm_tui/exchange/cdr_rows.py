"""CDR, the PBX's older record: several rows a call, which tell only that it was. A `cdr_csv` file -> rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.exchange.record_lines import DELIMITERS, Problems, read_lines, read_moment, split_cells
from crm_tui.i18n import _


@dataclass(frozen=True, slots=True)
class CdrRow:
    """One record of CDR: a channel and whom it was connected to; moments are seconds since the epoch.

    Its billable seconds are left out on purpose: they count from when the client's channel was answered, be
    it by a menu.
    """

    line: int
    at: float
    ended_at: float
    number: str
    destination: str
    channel: str
    destination_channel: str
    data: str
    answered: bool
    uniqueid: str
    linkedid: str


_NAMES = """accountcode src dst dcontext clid channel dstchannel lastapp lastdata start answer end duration
billsec disposition amaflags uniqueid userfield peeraccount linkedid sequence"""
COLUMNS = tuple(_NAMES.split())
"""As `cdr_csv` writes them; the last three with `newcdrcolumns = yes` only."""
ALIASES = {
    "source": "src",
    "destination": "dst",
    "destinationchannel": "dstchannel",
    "lastapplication": "lastapp",
    "calldate": "start",
    "starttime": "start",
    "endtime": "end",
    "billableseconds": "billsec",
}
NEEDED = ("src", "dst", "channel", "dstchannel", "start", "disposition", "uniqueid")
_WITHOUT_IDS = 16


def read_cdr_file(path: Path, *, zone: ZoneInfo, problems: Problems) -> Iterator[CdrRow]:
    """The rows of a `Master.csv` of `cdr_csv` (with `loguniqueid = yes`), or of a file with a header.

    Raises Refused when it cannot be read or none of its lines is a record with a Uniqueid.
    """
    names, delimiter, read = COLUMNS, ",", 0
    for number, text in read_lines(path, problems):
        if number == 1 and (header := _header(text)):
            names, delimiter = header
            continue
        cells = split_cells(text, delimiter)
        if cells is None or (names is COLUMNS and not _WITHOUT_IDS < len(cells) <= len(COLUMNS)):
            problems.note(number, _("no record of CDR with a Uniqueid"))
            continue
        values = dict(zip(names, cells, strict=False))
        if row := cdr_row(
            number, values, lambda moment, near: read_moment(moment, zone, near=near), problems
        ):
            read += 1
            yield row
    if not read and problems.count:
        raise Refused(
            _("{file}: no record with a Uniqueid; set loguniqueid = yes in cdr.conf").format(
                file=clean(str(path))
            )
        )


def cdr_row(
    line: int,
    values: Mapping[str, str],
    at: Callable[..., float | None],
    problems: Problems,
) -> CdrRow | None:
    """A row from its values by column; None for one that cannot be read, which is told."""
    uniqueid = values.get("uniqueid", "")
    near, length = _birth(uniqueid), _number(values.get("duration")) or 0
    began_at = at(values.get("start", ""), near=near)
    if began_at is None or not uniqueid or not values.get("channel"):
        problems.note(line, _("no record of CDR with a Uniqueid"))
        return None
    ended_at = at(values.get("end", ""), near=began_at + length)
    if ended_at is None or ended_at < began_at:
        ended_at = began_at + length
    return CdrRow(
        line=line,
        at=began_at,
        ended_at=ended_at,
        number=values.get("src", ""),
        destination=values.get("dst", ""),
        channel=values["channel"],
        destination_channel=values.get("dstchannel", ""),
        data=values.get("lastdata", ""),
        answered=values.get("disposition", "").upper() == "ANSWERED",
        uniqueid=uniqueid,
        linkedid=values.get("linkedid", ""),
    )


def canonical(names: list[str]) -> tuple[str, ...]:
    """Names of columns as they are called here."""
    return tuple(ALIASES.get(name, name) for name in (one.strip().lower() for one in names))


def _header(text: str) -> tuple[tuple[str, ...], str] | None:
    for delimiter in DELIMITERS:
        names = canonical(split_cells(text, delimiter) or [])
        if set(NEEDED) <= set(names):
            return names, delimiter
    return None


def _birth(uniqueid: str) -> float | None:
    """The second in which the channel was born, which a Uniqueid begins with (after a system's name)."""
    second = uniqueid.rpartition("-")[2].partition(".")[0]
    return float(second) if len(second) == 10 and second.isascii() and second.isdecimal() else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else None
