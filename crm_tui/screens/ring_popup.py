"""The pop-up: who calls, what was last said, what is open. It is built once, then filled and pushed."""

import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size

from crm_tui.i18n import N_, _
from crm_tui.screens import ring_acts, ring_client
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.ring_subject import RingStage, RingSubject
from crm_tui.screens.ring_view import ring_lines, state_line
from crm_tui.widgets.key_line import KeyLine, MessageLine
from crm_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from textual.timer import Timer

    from crm_tui.screens.ring_desk import RingDesk

WIDTH = 120
GUARD_SECONDS = 0.4
"""When the pop-up opens by itself, a key pressed that very moment was meant for what was there before."""


class RingPopup(BaseDialog[None]):
    """Shows the subject in front of the desk; its keys are the desk's acts."""

    TITLE_WORD = N_("Call")
    HELP_TEXT = N_(
        "The call that rings now, or that you talk in. Nothing is recorded until you say whose it is."
    )
    AUTO_FOCUS = ""
    DEFAULT_CSS = f"""
    RingPopup {{ align: center top; }}
    RingPopup > #box {{ width: {WIDTH}; height: 1fr; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f2", "talk", N_("Write down"), id="ring.talk", tooltip=N_("For the marked client")),
        Binding("up", "move(-1)", N_("Up"), show=False, id="ring.up"),
        Binding("down", "move(1)", N_("Down"), show=False, id="ring.down"),
        Binding("f5", "hand_over", N_("Hand over"), id="ring.hand_over", tooltip=N_("Hands the call over")),
        Binding("f3", "card", N_("Card"), id="ring.card", tooltip=N_("Opens the card of the marked client")),
        Binding("insert", "new_client", N_("New client"), id="ring.new_client"),
        Binding(
            "f7",
            "attach",
            N_("Choose client"),
            id="ring.attach",
            tooltip=N_("Puts the number on another card"),
        ),
        Binding("f11,alt+n", "app.dial", N_("Dial"), show=False, id="ring.dial", tooltip=N_("Calls back")),
        Binding("alt+h", "app.hang_up", N_("Hang up"), show=False, id="ring.hang_up"),
        Binding("f6", "next", N_("Next call"), id="ring.next"),
        Binding("f1", "app.help", N_("Help"), show=False, id="ring.help"),
    ]

    def __init__(self, desk: "RingDesk") -> None:
        super().__init__()
        self.desk = desk
        self._ticking: Timer | None = None
        self._guarded_until = 0.0
        self._titled = ""
        self._offered: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = _(self.TITLE_WORD)
            yield LineView()
            yield MessageLine()
        yield KeyLine()

    def guard(self) -> None:
        """The pop-up opens by itself: keys that are on their way are not for it."""
        self._guarded_until = time.monotonic() + GUARD_SECONDS

    def beside(self, text: str) -> None:
        """Tells of another call that has come meanwhile."""
        self.query_one(MessageLine).tell(text)

    # Painting.

    def fill(self) -> None:
        """Brings the lines up to date with the subject in front; paints only those that differ."""
        subject = self.desk.subjects.front
        if subject is None or not self.is_mounted:
            return
        view = self.query_one(LineView)
        # Before its first showing the view has no size; with a likely one the first paint tells who calls.
        width, height = view.size or self._likely_size()
        view.show(ring_lines(subject, self.desk.now(), width, height))
        self._title()
        self._tick(subject)
        offered = (subject.stage, subject.match is None, len(self.desk.subjects) > 1)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def _likely_size(self) -> Size:
        """The whole screen less the frame of the box, the message line and the key line."""
        width, height = self.app.size
        return Size(min(WIDTH, width) - 4, height - 4)

    def on_line_view_resized(self) -> None:
        self.fill()

    def on_screen_resume(self) -> None:
        if self.desk.subjects.front is None:
            self.desk.hide()
        else:
            self.fill()
            self.call_after_refresh(self.desk.painted)

    def on_screen_suspend(self) -> None:
        # Here and not on resume: a dialog over it has just said how it ended.
        self.query_one(MessageLine).tell("")
        self._stop()

    def _title(self) -> None:
        subjects = self.desk.subjects
        word = _(self.TITLE_WORD)
        if len(subjects) > 1:
            place = [key for key, _one in subjects.subjects].index(subjects.front_key) + 1
            word = _("Call {place} of {count} (F6 — the next one)").format(place=place, count=len(subjects))
        # Textual paints the whole box anew (12 kB) even for the title it has.
        if word != self._titled:
            self._titled = word
            self.query_one("#box").border_title = word

    def _tick(self, subject: RingSubject) -> None:
        """A running time is repainted each second, one line; a call that has ended costs nothing."""
        if not subject.runs or not self.is_current:
            self._stop()
        elif self._ticking is None:
            self._ticking = self.set_interval(1.0, self._second)

    def _second(self) -> None:
        subject, view = self.desk.subjects.front, self.query_one(LineView)
        if subject is None or not view.lines:
            self._stop()
        else:
            view.show([state_line(subject, self.desk.now()), *view.lines[1:]])

    def _stop(self) -> None:
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with the call in front is offered."""
        del parameters
        subject = self.desk.subjects.front
        if action == "next":
            return len(self.desk.subjects) > 1
        if action == "hand_over":
            return subject is not None and subject.stage is RingStage.TALKING
        if action == "card":
            return subject is not None and subject.match is not None
        return True

    @property
    def _awake(self) -> bool:
        return time.monotonic() >= self._guarded_until

    def action_talk(self) -> None:
        if self._awake:
            ring_acts.talk(self.desk)

    def action_new_client(self) -> None:
        if self._awake:
            ring_client.new_client(self.desk)

    def action_attach(self) -> None:
        if self._awake:
            ring_client.attach(self.desk)

    def action_hand_over(self) -> None:
        self.shell.action_hand_over()

    def action_card(self) -> None:
        if self._awake:
            ring_acts.card(self.desk)

    def action_move(self, by: int) -> None:
        ring_acts.move(self.desk, by)

    def action_next(self) -> None:
        self.desk.next()

    def action_leave(self) -> None:
        if self._awake:
            self.desk.leave()

    def dialable(self) -> Dialable | None:
        subject = self.desk.subjects.front
        return Dialable(call_id=subject.ring.call_id) if subject is not None and not subject.runs else None

    def call_in_hand(self) -> int | None:
        subject = self.desk.subjects.front
        return subject.ring.call_id if subject is not None and subject.runs else None

    def plain_text(self) -> str:
        return self.query_one(LineView).text

    def text_to_copy(self) -> str:
        subject = self.desk.subjects.front
        return (subject.ring.e164 or subject.ring.number) if subject else ""
