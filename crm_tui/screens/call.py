"""A call opened: who rang, who talked how long, who handed it over to whom, what was written down."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kyiv import format_duration
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.call_view import call_lines, joined_words
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.hearing import hear
from crm_tui.screens.move_form import MoveForm
from crm_tui.screens.talk import TalkWanted
from crm_tui.screens.talk_opening import open_talk
from crm_tui.usecases.calls import CallCard, attach_call, show_call
from crm_tui.usecases.clients import ClientRow
from crm_tui.usecases.talk_calls import TalkTime, add_call_to_talk, my_talks_for_call
from crm_tui.usecases.talks import TalkRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class CallScreen(BaseScreen[None]):
    """One call. `card` is what was read last."""

    TITLE_WORD = N_("Call")
    LOOKS_AT = frozenset({"calls", "talks"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "talk", N_("Write the talk"), id="call.talk", tooltip=N_("A talk about this call")),
        Binding("f3", "card", N_("Card"), id="call.card", tooltip=N_("Opens the card of the client")),
        Binding(
            "f5,o",
            "hear",
            N_("Recording"),
            id="call.hear",
            tooltip=N_("Plays the recording, or copies its place"),
        ),
        Binding(
            "f7",
            "attach",
            N_("Client"),
            id="call.attach",
            tooltip=N_("Says whose call it was; one that has a client is moved, with a reason"),
        ),
        Binding(
            "f6",
            "join",
            N_("To my talk"),
            show=False,  # there is no room for it beside Esc on 80 columns
            id="call.join",
            tooltip=N_("Your time of this call goes on a talk you have: a call back in the same matter"),
        ),
        Binding("escape", "leave", N_("Leave"), id="call.leave"),
    ]

    def __init__(self, call_id: int) -> None:
        super().__init__()
        self.call_id = call_id
        self.card: CallCard | None = None

    def body(self) -> ComposeResult:
        yield VirtualList((Column("", 40, flex=1),))

    def on_mount(self) -> None:
        self.look_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this person may do is offered."""
        del parameters
        rights = {
            "talk": Permission.TALKS_TALK_WRITE,
            "join": Permission.TALKS_TALK_WRITE,
            "attach": Permission.CALLS_CALL_ATTACH,
            "hear": Permission.CALLS_RECORDING_HEAR,
        }
        return action not in rights or self.office.can(rights[action])

    def look_again(self) -> None:
        """Reads the call again."""
        office, call_id = self.office, self.call_id
        self.ask(lambda: office.call(show_call, call_id=call_id), self._show, group="call")

    def _show(self, card: CallCard) -> None:
        self.card = card
        rows = self.query_one(VirtualList)
        kept = rows.current.id if rows.current else None
        found = [Row(n, n, (one.text,), one.sign, one.style) for n, one in enumerate(call_lines(card))]
        rows.show(MemoryRows(found), keep=kept)

    def dialable(self) -> Dialable:
        return Dialable(call_id=self.call_id)

    def call_in_hand(self) -> int | None:
        return self.call_id if self.card is not None and self.card.call.ended_at is None else None

    def plain_text(self) -> str:
        return "\n".join(one.text for one in call_lines(self.card)) if self.card else ""

    def action_leave(self) -> None:
        self.dismiss()

    def action_card(self) -> None:
        if self.card is not None and self.card.call.client is not None:
            self.shell.open_client(self.card.call.client.id)
        else:
            self.tell(_("This call has no client yet; F7 chooses one"))

    def action_talk(self) -> None:
        if self.shell.desk is not None:
            open_talk(self.shell.desk, TalkWanted(call_id=self.call_id), self)

    def action_join(self) -> None:
        """Offers one's own talks of the client; the time of this call goes on the picked one too."""
        office, call_id = self.office, self.call_id

        def offer(found: tuple[TalkRow, ...]) -> None:
            if not found:
                self.tell(_("You have no other talk with this client: F2 writes one"))
                return

            def take(place: int | None) -> None:
                if place is not None:
                    talk_id = found[place].id
                    self.ask(
                        lambda: office.call(add_call_to_talk, talk_id=talk_id, call_id=call_id),
                        self._joined,
                        group="join",
                    )

            self.shell.push_screen(ChoicePick([joined_words(one) for one in found], 0), take)

        self.ask(lambda: office.call(my_talks_for_call, call_id=call_id), offer, group="join")

    def _joined(self, time: TalkTime) -> None:
        length = format_duration(time.talk.talk_ms / 1000)
        self.tell(_("The talk has {time} now, from {n} calls").format(time=length, n=len(time.calls)))
        self.look_again()

    def action_hear(self) -> None:
        hear(self, self.call_id)

    def action_attach(self) -> None:
        if self.card is None:
            return
        if self.card.call.client is not None:
            self.shell.push_screen(MoveForm(self.card), self._moved)
        else:
            self.shell.push_screen(ClientPick(), self._give)

    def _moved(self, card: CallCard | None) -> None:
        if card is not None:
            self._show(card)

    def _give(self, client: ClientRow | None) -> None:
        if client is None:
            return
        office, call_id, client_id = self.office, self.call_id, client.id
        self.ask(
            lambda: office.call(attach_call, call_id=call_id, client_id=client_id, add_number=True),
            self._show,
            group="call",
        )
