"""The calls workspace: the journal with its filter, and the missed ones, one line per caller."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.call_filter import CallFilterDialog, CallsWanted
from crm_tui.screens.call_rows import CallRows, call_columns, missed_columns, missed_row
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.hearing import hear
from crm_tui.screens.move_form import MoveForm
from crm_tui.usecases.calls import CallCard, attach_call, show_call
from crm_tui.usecases.clients import ClientRow
from crm_tui.usecases.missed_calls import MissedCaller, mark_handled, missed
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.users import colleagues
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.tab_line import TabLine
from crm_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from crm_tui.app import CrmApp

JOURNAL, MISSED = 0, 1


class CallsScreen(BaseScreen[None]):
    """`missed` is what was read last; the list shows it or the journal."""

    TITLE_WORD = N_("Calls")
    HELP_TEXT = N_(
        "! marks a missed call. A missed caller stays on the list until somebody has talked with him or "
        "marks him done."
    )
    LOOKS_AT = frozenset({"calls"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "open", N_("Open"), id="calls.open", tooltip=N_("Who talked, transfers, rings, times")),
        Binding("f3", "card", N_("Card"), id="calls.card", tooltip=N_("Opens the card of the client")),
        Binding(
            "f5", "turn", N_("Missed/all"), id="calls.turn", tooltip=N_("The missed ones, or the journal")
        ),
        Binding("f6", "filter", N_("Filter"), id="calls.filter", tooltip=N_("Day, person, result, client")),
        Binding("f7", "attach", N_("Client"), id="calls.attach", tooltip=N_("Says whose call it was")),
        Binding(
            "delete",
            "handled",
            N_("Done"),
            id="calls.handled",
            tooltip=N_("The missed caller is settled; with ticks, all that are ticked"),
        ),
        Binding(
            "insert",
            "add",
            N_("Write the talk"),
            id="calls.add",
            tooltip=N_("A talk about this call"),
        ),
        Binding(
            "t",
            "talk",
            N_("Write the talk"),
            show=False,
            id="calls.talk",
            tooltip=N_("A talk about this call"),
        ),
        Binding(
            "insert,space",
            "tick",
            N_("Tick"),
            id="calls.tick",
            tooltip=N_("Ticks the caller, for an act on many"),
        ),
        Binding(
            "ctrl+a", "tick_all", N_("Tick all"), show=False, id="calls.tick_all", tooltip=N_("All, or none")
        ),
        Binding(
            "o",
            "hear",
            N_("Recording"),
            show=False,
            id="calls.hear",
            tooltip=N_("Plays the recording, or copies its place"),
        ),
        Binding("left,right", "turn", N_("Next tab"), show=False, id="calls.tab"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.place = JOURNAL
        self.wanted = CallsWanted()
        self.missed: tuple[MissedCaller, ...] = ()
        self.ticked: frozenset[str] = frozenset()

    def body(self) -> ComposeResult:
        yield TabLine()
        yield VirtualList(call_columns(), empty=_("No calls"))

    def on_mount(self) -> None:
        self._show_tab()
        self._read_missed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A filter is of the journal, settling is of the missed ones."""
        del parameters
        if action in {"handled", "tick", "tick_all"}:
            return self.place == MISSED and self.office.can(Permission.CALLS_CALL_ATTACH)
        if action == "attach":
            return self.office.can(Permission.CALLS_CALL_ATTACH)
        if action in {"add", "talk"}:
            here = action == "talk" or self.place == JOURNAL
            return here and self.office.can(Permission.TALKS_TALK_WRITE)
        if action == "hear":
            return self.place == JOURNAL and self.office.can(Permission.CALLS_RECORDING_HEAR)
        return action != "filter" or self.place == JOURNAL

    # Reading and showing.

    def look_again(self) -> None:
        """Calls have changed: the same rows again, the cursor where it was."""
        if self.place == JOURNAL:
            rows = self.query_one(VirtualList)
            rows.show(
                CallRows(self.office, self.wanted.filter())
            ) if rows.top == rows.cursor == 0 else rows.reload()
        self._read_missed()

    def show_missed(self) -> None:
        """Turns to the missed calls."""
        self.place = MISSED
        if self.is_mounted:
            self._show_tab()

    def show_wanted(self, wanted: CallsWanted) -> None:
        """Turns to the calls of this filter."""
        self.place, self.wanted = JOURNAL, wanted
        if self.is_mounted:
            self._show_tab()

    def _show_tab(self) -> None:
        rows = self.query_one(VirtualList)
        if self.place == JOURNAL:
            rows.columns, rows.empty = call_columns(), _("No calls")
            rows.show(CallRows(self.office, self.wanted.filter()))
        else:
            rows.columns, rows.empty = missed_columns(), _("Nobody waits to be called back")
            self._show_missed_rows()
        self._say()
        self.refresh_bindings()

    def _read_missed(self) -> None:
        office = self.office
        self.ask(lambda: office.call(missed), self._show_missed, group="missed")

    def _show_missed(self, found: tuple[MissedCaller, ...]) -> None:
        self.missed = found
        self.ticked &= {_number(one) for one in found}
        if self.place == MISSED:
            self._show_missed_rows()
        self._say()

    def _show_missed_rows(self, *, below: bool = False) -> None:
        """Draws the callers again; `below`: the cursor goes on to the next one."""
        rows = self.query_one(VirtualList)
        place = min(rows.cursor + below, len(self.missed) - 1)
        kept = self.missed[place].last_call_id if below else rows.current.id if rows.current else None
        found = [missed_row(one, ticked=_number(one) in self.ticked) for one in self.missed]
        rows.show(MemoryRows(found), keep=kept)

    def _say(self) -> None:
        count = len(self.missed)
        journal = _("Journal: {what}").format(what=self.wanted.words())
        waiting = _("Missed") + (f" {count}" if count else "")
        self.query_one(TabLine).say([journal, waiting], self.place)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self.place = event.place
        self._show_tab()

    # Keys.

    def action_turn(self) -> None:
        self.place = MISSED if self.place == JOURNAL else JOURNAL
        self._show_tab()

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._open(event.row)

    def action_open(self) -> None:
        if (row := self.query_one(VirtualList).current) is not None:
            self._open(row)

    def _open(self, row: Row) -> None:
        from crm_tui.screens.call import CallScreen

        self.shell.push_screen(CallScreen(int(str(row.id))))

    def dialable(self) -> Dialable | None:
        row = self.query_one(VirtualList).current
        return Dialable(call_id=int(str(row.id))) if row is not None else None

    def action_hear(self) -> None:
        if (row := self.query_one(VirtualList).current) is not None:
            hear(self, int(str(row.id)))

    def action_card(self) -> None:
        row, office = self.query_one(VirtualList).current, self.office
        if row is None:
            return
        call_id = int(str(row.id))

        def client_of() -> Named | None:
            return office.call(show_call, call_id=call_id).call.client

        def opened(client: Named | None) -> None:
            if client is None:
                self.tell(_("This call has no client yet; F7 chooses one"))
            else:
                self.shell.open_client(client.id)

        self.ask(client_of, opened, group="card")

    def action_add(self) -> None:
        """Insert adds: a talk in the journal; among the missed ones it ticks."""
        self.action_talk()

    def action_talk(self) -> None:
        from crm_tui.screens.talk import TalkWanted
        from crm_tui.screens.talk_opening import open_talk

        row, desk = self.query_one(VirtualList).current, self.shell.desk
        if row is not None and desk is not None:
            open_talk(desk, TalkWanted(call_id=int(str(row.id))), self)

    def action_attach(self) -> None:
        """Whose call it is; one that has a client is moved."""
        row, office = self.query_one(VirtualList).current, self.office
        if row is None:
            return
        call_id = int(str(row.id))

        def ask_whose(card: CallCard) -> None:
            if card.call.client is None:
                self.shell.push_screen(ClientPick(), lambda client: self._give(call_id, client))
            else:
                self.shell.push_screen(MoveForm(card), self._moved)

        self.ask(lambda: office.call(show_call, call_id=call_id), ask_whose, group="attach")

    def _moved(self, card: CallCard | None) -> None:
        if card is not None:
            self.look_again()

    def _give(self, call_id: int, client: ClientRow | None) -> None:
        if client is None:
            return
        office, client_id, name = self.office, client.id, client.name
        self.ask(
            lambda: office.call(attach_call, call_id=call_id, client_id=client_id, add_number=True),
            lambda _card: self._attached(name),
            group="attach",
        )

    def _attached(self, name: str) -> None:
        self.tell(_("The call and its number belong to {name} now").format(name=name))
        self.look_again()

    def action_handled(self) -> None:
        caller, office = self._caller(), self.office
        numbers = tuple(self.ticked) or ((_number(caller),) if caller is not None else ())
        if numbers:
            seen = max(one.last_at for one in self.missed)
            self.ask(
                lambda: office.call(mark_handled, numbers=numbers, seen_until=seen),
                self._handled,
                group="handled",
            )

    def action_tick(self) -> None:
        if (caller := self._caller()) is not None:
            self.ticked ^= {_number(caller)}
            self._show_missed_rows(below=True)

    def action_tick_all(self) -> None:
        everybody = frozenset(map(_number, self.missed))
        self.ticked = frozenset() if self.ticked == everybody else everybody
        self._show_missed_rows()

    def _caller(self) -> MissedCaller | None:
        row = self.query_one(VirtualList).current
        return next((one for one in self.missed if row is not None and one.last_call_id == row.id), None)

    def _handled(self, count: int) -> None:
        self.tell(
            ngettext("{n} missed call is settled", "{n} missed calls are settled", count).format(n=count)
        )
        self._read_missed()

    def action_filter(self) -> None:
        office = self.office

        def show(people: tuple[Named, ...]) -> None:
            self.shell.push_screen(CallFilterDialog(self.wanted, people), self._filtered)

        self.ask(lambda: office.call(colleagues), show, group="people")

    def _filtered(self, wanted: CallsWanted | None) -> None:
        if wanted is not None:
            self.wanted = wanted
            self._show_tab()


def _number(caller: MissedCaller) -> str:
    """What a line of the missed ones stands for."""
    return caller.e164 or caller.number


def show_calls(app: "CrmApp", wanted: CallsWanted) -> None:
    """Goes to the calls with this filter, from wherever the person is."""

    def turn() -> None:
        if isinstance(app.screen, CallsScreen):
            app.screen.show_wanted(wanted)

    app.action_workspace("calls")
    app.call_after_refresh(turn)
