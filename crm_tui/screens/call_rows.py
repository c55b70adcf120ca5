"""Calls as rows of lists: the journal by its places, the missed ones by caller."""

from datetime import UTC, datetime

from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import _, ngettext
from crm_tui.screens.call_words import ARROWS, RESULTS, SIGNS, milliseconds, number_words
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.calls import CallFilter, CallPage, CallRow, list_calls
from crm_tui.usecases.missed_calls import MissedCaller
from crm_tui.usecases.office import Office
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Page, PageRequest, Row

# Sorts before every call.
FIRST = (datetime(1970, 1, 1, tzinfo=UTC), 0)
Place = tuple[datetime, int]


def call_columns() -> tuple[Column, ...]:
    return (
        Column(_("When"), 16),
        Column(_("Call"), 12, flex=1),
        Column(_("Number"), 15),
        Column(_("Client"), 14, flex=3),
        Column(_("Talked"), 7, right=True),
        Column(_("People"), 16, flex=2, hide_below=90),
    )


def call_row(call: CallRow) -> Row:
    client = one_line(call.client.name) if call.client else one_line(call.caller_name)
    cells = (
        format_moment(call.started_at),
        f"{ARROWS[call.direction]} {_(RESULTS[call.result])}",
        number_words(call.number, call.e164),
        client if call.client else f"({client})" if client and client != call.number else "",
        milliseconds(call.talk_ms),
        one_line(", ".join(call.people)),
    )
    sign = SIGNS[call.result]
    return Row(call.id, (call.started_at, call.id), cells, sign, "warning" if sign == "!" else "")


class CallRows:
    """A RowProvider over the journal, the newest first."""

    def __init__(self, office: Office, wanted: CallFilter) -> None:
        self._office = office
        self._wanted = wanted

    def fetch(self, request: PageRequest) -> Page:
        if request.edge == "end" or request.before is not None:
            newer: Place = FIRST if request.before is None else _shifted(request.before, -request.inclusive)
            found = self._page(newer=newer, limit=request.limit)
            return Page(tuple(map(call_row, found.rows)), found.newer is not None)
        older = None if request.after is None else _shifted(request.after, request.inclusive)
        found = self._page(older=older, limit=request.limit)
        return Page(tuple(map(call_row, found.rows)), found.older is not None)

    def _page(self, *, older: Place | None = None, newer: Place | None = None, limit: int) -> CallPage:
        return self._office.call(list_calls, wanted=self._wanted, older=older, newer=newer, limit=limit)


def _shifted(place: Place, by: int) -> Place:
    at, call_id = place
    return at, call_id + by


def missed_columns() -> tuple[Column, ...]:
    return (
        Column(_("Times"), 5, right=True),
        Column(_("Ago"), 10),
        Column(_("First call"), 16, hide_below=110),
        Column(_("Last call"), 16),
        Column(_("Waited"), 6, right=True),
        Column(_("Queue"), 10, hide_below=110),
        Column(_("Number"), 15),
        Column(_("Who"), 14, flex=1),
    )


def missed_row(missed: MissedCaller, *, ticked: bool = False) -> Row:
    """A caller's line; √ in place of ! when it is ticked for an act on many."""
    who = ", ".join(one_line(one.name) for one in (missed.client, missed.contact) if one and one.name)
    if not who and missed.clients > 1:
        who = ngettext("{n} client has this number", "{n} clients have this number", missed.clients).format(
            n=missed.clients
        )
    caller = one_line(missed.caller_name)
    cells = (
        f"×{missed.count}",
        age(missed.age_s),
        format_moment(missed.first_at) if missed.count > 1 else "",
        format_moment(missed.last_at),
        milliseconds(missed.wait_ms),
        one_line(missed.queue),
        number_words(missed.number, missed.e164),
        who or (f"({caller})" if caller and caller != missed.number else ""),
    )
    return Row(missed.last_call_id, 0, cells, "√" if ticked else "!", "" if ticked else "warning")


def age(seconds: int) -> str:
    """How long ago, in the largest unit that says it."""
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    if hours:
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
