"""CEL, the PBX's record of what each channel did: a `cel_custom` file -> rows, whatever its columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.exchange.record_lines import (
    DELIMITERS,
    Problems,
    read_end,
    read_lines,
    read_moment,
    split_cells,
)
from crm_tui.i18n import _


@dataclass(frozen=True, slots=True)
class CelRow:
    """One record of CEL: `kind` is CHAN_START, BRIDGE_ENTER ...; `at` seconds since the epoch."""

    line: int
    kind: str
    at: float
    channel: str
    uniqueid: str
    linkedid: str
    number: str = ""
    name: str = ""
    exten: str = ""
    application: str = ""
    data: str = ""
    extra: str = ""
    """JSON: the bridge, the cause of the hang-up, who was transferred."""


NEEDED = ("eventtype", "eventtime", "channame", "uniqueid", "linkedid", "extra")
ALIASES = {
    "eventname": "eventtype",
    "cid_num": "cidnum",
    "callerid(num)": "cidnum",
    "cid_name": "cidname",
    "callerid(name)": "cidname",
    "channel": "channame",
    "chan_name": "channame",
    "channel(channame)": "channame",
    "application": "appname",
    "app_name": "appname",
    "app_data": "appdata",
    "eventextra": "extra",
}
_STOCK_NAMES = """eventtype eventtime cidname cidnum cidani cidrdnis ciddnid exten context channame appname
appdata amaflags accountcode uniqueid linkedid peer userfield userdeftype extra"""
_ADVANCED_NAMES = """eventtype eventenum literal eventtime usereventname cidname cidnum exten context channame
appname appdata amaflags acctcode uniqueid userfield cidani cidrdnis ciddnid peer linkedid peeracct
extra tenantid"""
_STOCK, _ADVANCED = tuple(_STOCK_NAMES.split()), tuple(_ADVANCED_NAMES.split())
LAYOUTS = (_STOCK, ("eventtype", "literal", *_STOCK[1:]), _ADVANCED)
"""Columns of the samples of `cel_custom.conf`: the old one (ours too), with its literal, the advanced."""
_KINDS = """CHAN_START CHAN_END ANSWER HANGUP APP_START APP_END BRIDGE_ENTER BRIDGE_EXIT PARK_START PARK_END
BLINDTRANSFER ATTENDEDTRANSFER PICKUP FORWARD LINKEDID_END LOCAL_OPTIMIZE LOCAL_OPTIMIZE_BEGIN STREAM_BEGIN
STREAM_END DTMF USER_DEFINED"""
KINDS = frozenset(_KINDS.split())


def read_cel_file(
    path: Path, *, zone: ZoneInfo, columns: Sequence[str] = (), problems: Problems
) -> Iterator[CelRow]:
    """The rows of a file that `cel_custom` writes, in its order.

    The columns are those of its first line when it is a header, else `columns`, else one of the samples'.
    Raises Refused when the file cannot be read or no line of it has known columns.
    """
    take: Callable[[int, str], CelRow | None] | None = None
    lines = 0
    for number, text in read_lines(path, problems):
        lines += 1
        if take is None:
            if number == 1 and (header := _header(text)):
                take = _taker(*header, zone, problems)
                continue
            take = _guess(text, zone, columns, problems)
            if take is None:
                problems.note(number, _("no record of CEL"))
                continue
        if row := take(number, text):
            yield row
    if take is None and lines:
        raise Refused(_unknown_columns(path))


def read_cel_end(path: Path, *, zone: ZoneInfo, columns: Sequence[str] = ()) -> Iterator[CelRow]:
    """The last rows of such a file, without reading what is before them. Refused as by `read_cel_file`."""
    problems = Problems()
    first = next(read_lines(path, problems), (0, ""))[1]
    header = _header(first)
    take = _taker(*header, zone, problems) if header else None
    for number, text in read_end(path):
        take = take or _guess(text, zone, columns, problems)
        if take is not None and (row := take(number, text)):
            yield row
    if take is None and first:
        raise Refused(_unknown_columns(path))


def canonical(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns as they are called here."""
    lower = (name.strip().lower() for name in names)
    return tuple(ALIASES.get(name, name) for name in lower)


def cel_row(
    line: int, values: Mapping[str, str], at: Callable[[str], float | None], problems: Problems
) -> CelRow | None:
    """A row from its values by column; one that cannot be read is told. Kinds of no use here give None."""
    kind = values.get("eventtype", "").strip()
    if kind not in KINDS:
        # A dial plan may write events of its own under any name; they tell us nothing.
        if not kind or not kind.isprintable() or len(kind) > 80:
            problems.note(line, _("no record of CEL"))
        return None
    moment = at(values.get("eventtime", ""))
    if moment is None:
        problems.note(line, _("no moment: {text}").format(text=clean(values.get("eventtime", ""))[:40]))
        return None
    if not values.get("uniqueid") or not values.get("channame"):
        problems.note(line, _("no channel"))
        return None
    return CelRow(
        line=line,
        kind=kind,
        at=moment,
        channel=values["channame"],
        uniqueid=values["uniqueid"],
        linkedid=values.get("linkedid") or values["uniqueid"],
        number=values.get("cidnum", ""),
        name=values.get("cidname", ""),
        exten=values.get("exten", ""),
        application=values.get("appname", ""),
        data=values.get("appdata", ""),
        extra=values.get("extra", ""),
    )


def _unknown_columns(path: Path) -> str:
    return _("{file}: its columns are not known; name them in pbx.cel_columns").format(file=clean(str(path)))


def _header(text: str) -> tuple[tuple[str, ...], str] | None:
    for delimiter in DELIMITERS:
        names = canonical(split_cells(text, delimiter) or ())
        if set(NEEDED) <= set(names):
            return names, delimiter
    return None


def _guess(
    text: str, zone: ZoneInfo, columns: Sequence[str], problems: Problems
) -> Callable[[int, str], CelRow | None] | None:
    """How to read the file, from the first line that fits a layout."""
    named = canonical(columns)
    for delimiter in DELIMITERS:
        cells = split_cells(text, delimiter) or []
        for layout in (named,) if named else LAYOUTS:
            values = dict(zip(layout, cells, strict=False))
            fits = len(cells) in {len(layout), len(layout) - 1} and values.get("eventtype") in KINDS
            if fits and values.get("uniqueid") and read_moment(values.get("eventtime", ""), zone) is not None:
                return _taker(layout, delimiter, zone, problems)
    return None


def _taker(
    names: tuple[str, ...], delimiter: str, zone: ZoneInfo, problems: Problems
) -> Callable[[int, str], CelRow | None]:
    def take(number: int, text: str) -> CelRow | None:
        cells = split_cells(text, delimiter)
        if cells is None:
            problems.note(number, _("no record of CEL"))
            return None
        values = dict(zip(names, cells, strict=False))
        return cel_row(number, values, lambda moment: read_moment(moment, zone), problems)

    return take
