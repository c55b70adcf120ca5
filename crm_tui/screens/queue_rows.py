"""The rows behind the figures of a queue that are of now: who waits in it, who takes its calls."""

from collections.abc import Sequence
from datetime import datetime

from textual.app import ComposeResult

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.call_words import number_words
from crm_tui.screens.client_words import one_line
from crm_tui.screens.presence_words import SIGNS, STATES, queue_words, wait_words
from crm_tui.usecases.queues import QueueMemberRow, QueueRow, WaitingCaller, queues
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class _QueueDialog(BaseDialog[None]):
    """A list of a queue that is read again when the PBX tells something new."""

    LOOKS_AT = frozenset({"presence", "calls", "pbx"})
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "_QueueDialog VirtualList { height: 12; }"

    def __init__(self, queue: str | None) -> None:
        super().__init__()
        self.queue = queue
        self.found: QueueRow | None = None

    def body(self) -> ComposeResult:
        yield VirtualList(self.columns(), empty=_(self.empty()))

    def on_mount(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        office = self.office
        self.ask(
            lambda: office.call(queues), lambda all_: self._came((all_.total, *all_.rows)), group="queue"
        )

    def _came(self, rows: Sequence[QueueRow]) -> None:
        self.found = next((row for row in rows if row.queue == self.queue), None)
        self.paint()

    def paint(self) -> None:
        """Shows what was read, the cursor where it was."""
        rows, now = self.query_one(VirtualList), self.office.clock()
        kept = rows.current.id if rows.current else None
        rows.show(MemoryRows(self.rows(self.found, now) if self.found else []), keep=kept)

    def columns(self) -> tuple[Column, ...]:
        return ()

    def empty(self) -> str:
        return ""

    def rows(self, found: QueueRow, now: datetime) -> list[Row]:
        raise NotImplementedError


class WaitingDialog(_QueueDialog):
    """Enter opens the client's card, else the call."""

    TITLE_WORD = N_("Waiting now")

    def on_mount(self) -> None:
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if self.found is not None and self.found.waiting:
            self.paint()

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Waits"), 8, right=True),
            Column(_("Number"), 16),
            Column(_("Client"), 20, flex=1),
            Column(_("Queue"), 14),
        )

    def empty(self) -> str:
        return N_("Nobody waits")

    def rows(self, found: QueueRow, now: datetime) -> list[Row]:
        return [self._row(place, one, now) for place, one in enumerate(found.waiting)]

    def _row(self, place: int, one: WaitingCaller, now: datetime) -> Row:
        client = one_line(one.client.name) if one.client else ""
        cells = (
            wait_words(one.entered_at, now),
            number_words(one.number, one.e164),
            client,
            queue_words(one.queue),
        )
        return Row((one.call_id, one.entered_at), place, cells, "!")

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        waiting = self.found.waiting if self.found else ()
        one = next((one for one in waiting if (one.call_id, one.entered_at) == event.row.id), None)
        if one is None or (one.client is None and one.call_id is None):
            return
        app = self.shell
        self.dismiss(None)
        if one.client is not None:
            app.open_client(one.client.id)
        elif one.call_id is not None:
            from crm_tui.screens.call import CallScreen

            app.push_screen(CallScreen(one.call_id))


class StaffDialog(_QueueDialog):
    """Who takes the calls, and how he is."""

    TITLE_WORD = N_("Who takes the calls")

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Colleague"), 22, flex=1),
            Column(_("Extension"), 9),
            Column(_("State"), 24),
            Column(_("Queue"), 14),
        )

    def empty(self) -> str:
        return N_("The PBX tells of nobody")

    def rows(self, found: QueueRow, now: datetime) -> list[Row]:
        del now
        return [_staff_row(place, one) for place, one in enumerate(found.members)]


def _staff_row(place: int, one: QueueMemberRow) -> Row:
    state = _(STATES[one.state])
    if one.paused:
        state = ", ".join(part for part in (_("on a break"), one_line(one.pause_reason), state) if part)
    cells = (one_line(one.name), one.extension, state, queue_words(one.queue))
    return Row((one.queue, one.extension, one.name), place, cells, "=" if one.paused else SIGNS[one.state])
