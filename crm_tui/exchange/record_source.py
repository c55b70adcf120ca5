"""Where the PBX's record is: a file, or a table of a database by its address."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.exchange import cdr_rows, cel_rows
from crm_tui.exchange.cdr_rows import CdrRow
from crm_tui.exchange.cel_rows import CelRow
from crm_tui.exchange.record_lines import Problems, read_moment


def read_cel(
    place: str, *, zone: ZoneInfo, columns: Sequence[str], problems: Problems, since: float
) -> Iterator[CelRow]:
    """The rows of CEL in a file (`columns` name those of one without a header) or a table `cel`.

    `since` spares a table what is older; a file is read whole. Raises Refused when it cannot be read.
    """
    if "://" not in place:
        yield from cel_rows.read_cel_file(Path(place), zone=zone, columns=columns, problems=problems)
        return
    from crm_tui.exchange.record_table import read_table

    found = read_table(
        place, table="cel", canonical=cel_rows.canonical, needed=cel_rows.NEEDED, moment="eventtime",
        since=since, zone=zone,
    )  # fmt: skip
    for number, values in found:
        if row := cel_rows.cel_row(number, values, partial(read_moment, zone=zone), problems):
            yield row


def read_cdr(place: str, *, zone: ZoneInfo, problems: Problems, since: float) -> Iterator[CdrRow]:
    """The rows of CDR in a file or a table `cdr`; the rest as `read_cel`."""
    if "://" not in place:
        yield from cdr_rows.read_cdr_file(Path(place), zone=zone, problems=problems)
        return
    from crm_tui.exchange.record_table import read_table

    found = read_table(
        place, table="cdr", canonical=cdr_rows.canonical, needed=cdr_rows.NEEDED, moment="start",
        since=since, zone=zone,
    )  # fmt: skip
    for number, values in found:
        if row := cdr_rows.cdr_row(number, values, partial(read_moment, zone=zone), problems):
            yield row
