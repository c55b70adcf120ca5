"""Handing a talk over: to a colleague chosen by name with his state shown, or to a number typed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.domain.kinds import CommandKind, CommandState, PresenceState
from crm_tui.domain.layout import other_layout
from crm_tui.domain.pbx_command import TRANSFERS
from crm_tui.domain.search_key import search_key
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.call_words import number_words, outcome_words
from crm_tui.screens.client_words import one_line
from crm_tui.screens.presence_words import SIGNS, STATES, since_words, with_whom
from crm_tui.usecases.parts.commands import CommandRow
from crm_tui.usecases.pbx_commands import list_commands
from crm_tui.usecases.presence import Colleague
from crm_tui.usecases.transfers import (
    cancel_transfer,
    colleagues_to_transfer,
    complete_transfer,
    transfer,
)
from crm_tui.widgets.columns import Column
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

ASK_AFTER = 2.0
"""Seconds between looks at a transfer under way of which nothing is told."""


class TransferDialog(BaseDialog[str]):
    """One call being handed over; answers with what to tell when it is done.

    Leaving by Esc leaves a transfer that is under way as it is: opened again, the dialog shows it.
    """

    TITLE_WORD = N_("Hand the call over")
    HELP_TEXT = N_(
        "Type a part of a name, an extension or a number. Enter: speak with him first while the client"
        " waits; F2: hand the client over at once. While you speak with him F5 joins the two, F7 takes the"
        " client back."
    )
    AUTO_FOCUS = "Input"
    LOOKS_AT = frozenset({"presence", "pbx.commands", "calls"})
    DEFAULT_CSS = """
    TransferDialog VirtualList { height: 12; }
    TransferDialog TextBlock { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="transfer.up"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="transfer.down"),
        Binding(
            "enter", "attended", N_("Speak first"), priority=True, id="transfer.attended",
            tooltip=N_("The client waits while you speak with the colleague"),
        ),
        Binding("f2", "blind", N_("At once"), id="transfer.blind", tooltip=N_("Without a word before")),
        Binding("f5", "complete", N_("Join them"), id="transfer.complete", tooltip=N_("You leave the call")),
        Binding("f7", "cancel", N_("Take back"), id="transfer.cancel", tooltip=N_("He is yours again")),
    ]  # fmt: skip

    def __init__(self, call_id: int) -> None:
        super().__init__()
        self.call_id = call_id
        self.people: tuple[Colleague, ...] = ()
        self.command: CommandRow | None = None

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("name, extension or number…"))
        columns = (
            Column(_("Colleague"), 22, flex=2),
            Column(_("Extension"), 8),
            Column(_("How he is"), 16),
            Column(_("Since"), 6),
            Column(_("With whom"), 18, flex=2, hide_below=90),
        )
        yield VirtualList(columns, MemoryRows([]), empty=_("Enter or F2 dials what is typed"))
        yield TextBlock()

    def on_mount(self) -> None:
        self.look_again()
        # A listener that died tells nothing, so what is under way is asked after too.
        self.set_interval(ASK_AFTER, lambda: self.look_again() if self.command is not None else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """First one chooses whom; while a transfer is under way one joins or takes back."""
        del parameters
        if action in {"attended", "blind"}:
            return self.command is None
        if action in {"complete", "cancel"}:
            command = self.command
            return command is not None and command.kind is CommandKind.ATTENDED_TRANSFER
        return True

    # Reading and showing.

    def look_again(self) -> None:
        """How the colleagues are, and how the transfer of this call stands."""
        office, call_id = self.office, self.call_id

        def read() -> tuple[tuple[Colleague, ...], tuple[CommandRow, ...]]:
            mine = office.call(list_commands, call_id=call_id, mine=True, limit=10)
            return office.call(colleagues_to_transfer), mine

        self.ask(read, lambda found: self._seen(*found), group="look")

    def _seen(self, found: Sequence[Colleague], commands: Sequence[CommandRow]) -> None:
        self.people = tuple(sorted(found, key=lambda one: one.state is not PresenceState.FREE))
        self._filter()
        latest = next((one for one in commands if one.kind in TRANSFERS), None)
        before, self.command = self.command, latest if latest is not None and latest.open else None
        if self.command is None and before is not None and latest is not None and latest.id == before.id:
            self._ended(latest)
        elif self.command is not None:
            self._say(self.command)
        if before != self.command:
            self.refresh_bindings()

    def _ended(self, command: CommandRow) -> None:
        if command.good:
            self.dismiss(_("Handed over: {who}").format(who=_whom(command)))
        else:
            self.query_one(TextBlock).say(
                f"! {_whom(command)}: {outcome_words(command.outcome, command.detail)}"
            )

    def _say(self, command: CommandRow) -> None:
        if command.state is CommandState.ASKED or command.kind is CommandKind.BLIND_TRANSFER:
            text = _("Handing over to {who}…").format(who=_whom(command))
        else:
            text = _("The client waits; speak with {who}. F5 joins them, F7 takes the client back").format(
                who=_whom(command)
            )
        self.query_one(TextBlock).say(text)

    def _filter(self) -> None:
        rows, wanted = self.query_one(VirtualList), self._typed
        kept = rows.current.id if rows.current else None
        now = self.office.clock()
        shown = [one for one in self.people if _matches(one, wanted)]
        found = [
            Row(one.id, place, _cells(one, since_words(one.since, now)), SIGNS[one.state])
            for place, one in enumerate(shown)
        ]
        rows.show(MemoryRows(found), keep=kept)

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value.strip()

    def on_input_changed(self) -> None:
        self._filter()

    # Keys.

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    def on_virtual_list_picked(self) -> None:
        self.action_attended()

    def action_attended(self) -> None:
        self._hand_over(attended=True)

    def action_blind(self) -> None:
        self._hand_over(attended=False)

    def _hand_over(self, *, attended: bool) -> None:
        typed, office, call_id = self._typed, self.office, self.call_id
        shown = {one.id for one in self.people if _matches(one, typed)}
        row = self.query_one(VirtualList).current
        # What is typed decides when no colleague is meant by it; an old row may still stand there.
        to_employee = int(str(row.id)) if shown and row is not None and row.id in shown else None
        if to_employee is None and not typed:
            return
        self.ask(
            lambda: office.call(
                transfer,
                call_id=call_id,
                to_employee_id=to_employee,
                to="" if to_employee is not None else typed,
                attended=attended,
            ),
            self._begun,
            group="transfer",
        )

    def _begun(self, command: CommandRow) -> None:
        self.command = command
        self._say(command)
        self.refresh_bindings()
        self.look_again()

    def action_complete(self) -> None:
        office, call_id = self.office, self.call_id
        self.ask(lambda: office.call(complete_transfer, call_id=call_id), self._stepped, group="transfer")

    def action_cancel(self) -> None:
        office, call_id = self.office, self.call_id
        self.ask(lambda: office.call(cancel_transfer, call_id=call_id), self._stepped, group="transfer")

    def _stepped(self, command: CommandRow) -> None:
        if not command.open and not command.good:
            self.query_one(TextBlock).say(f"! {outcome_words(command.outcome, command.detail)}")
        self.look_again()


def _matches(one: Colleague, typed: str) -> bool:
    if not typed or any(extension.startswith(typed) for extension in one.extensions):
        return True
    keys = filter(None, map(search_key, (typed, other_layout(typed))))
    return any(key in search_key(one.name) for key in keys)


def _cells(one: Colleague, since: str) -> tuple[str, ...]:
    extensions = one_line(", ".join(one.extensions))
    return one_line(one.name), extensions, _(STATES[one.state]), since, with_whom(one.call)


def _whom(command: CommandRow) -> str:
    return (
        one_line(command.to_employee.name)
        if command.to_employee
        else number_words(command.digits, command.e164)
    )
