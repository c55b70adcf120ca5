"""Colleagues as rows of the panel, and what may be done about one of them."""

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.kinds import PresenceState
from crm_tui.domain.kyiv import today
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.call_filter import CallsWanted
from crm_tui.screens.calls import show_calls
from crm_tui.screens.client_words import one_line
from crm_tui.screens.presence_words import SIGNS, STATES, since_brief, with_whom
from crm_tui.usecases.presence import Colleague
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList

CALL, CLIENT, CALLS = "call", "client", "calls"


def person_columns() -> tuple[Column, ...]:
    return (
        Column(_("Colleague"), 18, flex=2),
        Column(_("Extension"), 9),
        Column(_("State"), 17),
        Column(_("Since"), 7),
        Column(_("With whom"), 18, flex=3),
    )


def person_row(person: Colleague, now: datetime) -> Row:
    cells = (
        one_line(person.name),
        " ".join(person.extensions),
        _(STATES[person.state]),
        since_brief(person.since, now),
        with_whom(person.call),
    )
    style = "muted" if person.state in (PresenceState.AWAY, PresenceState.UNKNOWN) else ""
    return Row(person.id, 0, cells, SIGNS[person.state], style)


class ColleagueActs(BaseDialog[None]):
    """Only what can be done now is offered."""

    TITLE_WORD = N_("Colleague")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS: ClassVar[str] = "ColleagueActs VirtualList { height: 5; }"

    def __init__(self, person: Colleague) -> None:
        super().__init__()
        self.person = person

    def body(self) -> ComposeResult:
        call = self.person.call
        acts = [(CALLS, _("Calls of today"))]
        if call is not None:
            acts.insert(0, (CALL, _("The call that goes on now")))
            if call.client is not None:
                acts.insert(1, (CLIENT, _("Card: {name}").format(name=one_line(call.client.name))))
        rows = [Row(name, 0, (words,)) for name, words in acts]
        yield VirtualList((Column(one_line(self.person.name), 30, flex=1),), MemoryRows(rows))

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        app, person, call = self.shell, self.person, self.person.call
        self.dismiss(None)
        if event.row.id == CALLS:
            day = today(self.office.clock())
            show_calls(app, CallsWanted(first=day, last=day, employee=Named(person.id, person.name)))
        elif event.row.id == CALL and call is not None:
            from crm_tui.screens.call import CallScreen

            app.push_screen(CallScreen(call.call_id))
        elif event.row.id == CLIENT and call is not None and call.client is not None:
            app.open_client(call.client.id)
