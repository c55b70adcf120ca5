"""The PBX's own record: can it be read, and does the PBX still write it?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.cli.checks import Check, good, warning
from crm_tui.config import PbxSettings
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_moment
from crm_tui.exchange.cel_rows import read_cel_end
from crm_tui.exchange.record_lines import Problems
from crm_tui.exchange.record_source import read_cel
from crm_tui.i18n import _

SILENT = timedelta(days=4)
"""Longer than any week-end with a day off beside it."""


def check_record(pbx: PbxSettings, now: datetime) -> list[Check]:
    """Nothing where no CEL is set; else whether the nightly reconciliation can work with it."""
    name = _("the PBX's record")
    if not pbx.cel:
        return []
    mend = _("see docs/pbx.md, Calls that nobody heard; is cel.conf on, may this account read it?")
    try:
        last = _last_at(pbx)
    except (Refused, OSError) as error:
        return [warning(name, str(error), mend)]
    if last is None:
        return [warning(name, _("{place}: nothing in it yet").format(place=_place(pbx.cel)), mend)]
    finding = _("{place}: written until {moment}").format(place=_place(pbx.cel), moment=format_moment(last))
    return [good(name, finding) if now - last < SILENT else warning(name, finding, mend)]


def _place(cel: str) -> str:
    """The file, or the kind of the database: its address may hold a password."""
    return cel.partition("://")[0] if "://" in cel else cel


def _last_at(pbx: PbxSettings) -> datetime | None:
    zone, problems = ZoneInfo(pbx.record_timezone), Problems()
    if "://" in pbx.cel:
        since = (datetime.now(UTC) - SILENT).timestamp()
        rows = read_cel(pbx.cel, zone=zone, columns=(), problems=problems, since=since)
    else:
        rows = read_cel_end(Path(pbx.cel), zone=zone, columns=pbx.cel_columns)
    last = max((row.at for row in rows), default=None)
    return None if last is None else datetime.fromtimestamp(last, UTC)
