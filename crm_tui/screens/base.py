"""What every screen has: the title line, the message line, the key line, and work in threads."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from crm_tui.domain.errors import Refused
from crm_tui.i18n import N_, _
from crm_tui.keys import key_word
from crm_tui.widgets.jobs import Jobs
from crm_tui.widgets.key_line import KeyLine, MessageLine
from crm_tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from crm_tui.app import CrmApp
    from crm_tui.screens.dialling import Dialable
    from crm_tui.usecases.office import Office
    from crm_tui.widgets.form import ChoiceLine
    from crm_tui.widgets.virtual_list import VirtualList

Result = TypeVar("Result")
Answer = TypeVar("Answer")


class Manners(Screen[Result], inherit_bindings=False):
    """What screens and dialogs share: asking the office, telling the person, listing the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", N_("Next field"), show=False, id="screen.next"),
        Binding("shift+tab", "app.focus_previous", N_("Previous field"), show=False, id="screen.previous"),
        Binding("ctrl+c", "screen.copy_text", N_("Copy the selected text"), show=False, id="screen.copy"),
    ]

    TITLE_WORD: ClassVar[str] = ""
    """Name of the screen, marked for translation."""
    HELP_TEXT: str = ""
    """A few sentences for F1, marked for translation."""

    LOOKS_AT: ClassVar[frozenset[str]] = frozenset()
    """Topics of the bus whose notes make this screen look again while it is in front."""

    LOOKS_AT_ONCE: ClassVar[frozenset[str]] = frozenset()
    """Those of them that may not rest first: a colleague's state is watched as it changes."""

    STAYS_WHEN_IDLE: ClassVar[bool] = False
    """An idle screen like this is locked but not covered; the first key covers it."""

    # Textual repaints the whole screen (10 kB) when the focus moves; the fields repaint themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name, id, classes)
        self.jobs = Jobs(self)

    @property
    def shell(self) -> "CrmApp":
        """The running app, by its real type."""
        return cast("CrmApp", self.app)

    @property
    def office(self) -> "Office":
        """The opened office, acting as whoever signed in."""
        return self.shell.office

    def ask(
        self,
        call: Callable[[], Answer],
        then: Callable[[Answer], None],
        *,
        group: str = "ask",
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Runs `call` (use cases through the office) in a thread and `then` with its answer in the loop.

        Only the newest question of a group is answered. What is refused is told on the message line.
        """
        self.jobs.run(group, call, then, failed or self.refuse)

    def tell(self, text: str) -> None:
        """Says that something was done."""
        self.query_one(MessageLine).tell(text)

    def refuse(self, error: Exception) -> None:
        """Says why something was not done; anything but Refused is a fault and ends the program."""
        if not isinstance(error, Refused):
            raise error
        self.query_one(MessageLine).tell(str(error), error=True)

    def on_virtual_list_failed(self, event: "VirtualList.Failed") -> None:
        self.refuse(event.error)

    def on_choice_line_wanted(self, event: "ChoiceLine.Wanted") -> None:
        """A choice field asks for the list of its choices; picking goes on to the next field."""
        from crm_tui.screens.choice_pick import ChoicePick

        event.stop()
        line = event.line

        def picked(place: int | None) -> None:
            if place is not None:
                line.choose(place)
                self.focus_next()

        self.app.push_screen(ChoicePick([words for _code, words in line.choices], line.place), picked)

    def on_mount(self) -> None:
        self.bindings_updated_signal.subscribe(self, lambda _screen: self.show_keys())
        self.show_keys()

    def show_keys(self) -> None:
        """Brings the key line up to date with what works now."""
        if self.is_attached and (lines := self.query(KeyLine)):
            lines.first().say([(key_word(key), _(word)) for key, word in self.shown_keys()])

    def shown_keys(self) -> list[tuple[str, str]]:
        """(key, word) of the acts for the key line: of the widget in focus, the screen, the app."""
        seen: set[str] = set()
        found = []
        for key, active in self.active_bindings.items():
            binding = active.binding
            if binding.show and binding.description and binding.action not in seen:
                seen.add(binding.action)
                found.append((key, binding.description))
        return found

    def look_again(self) -> None:
        """Others have changed what this screen shows."""

    def on_screen_resume(self) -> None:
        self.show_title()

    def show_title(self) -> None:
        """Brings the title line up to date, where there is one."""
        if lines := self.query(TitleLine):
            lines.first().say(self.title_word(), self.shell.around)
            lines.first().announce(self.shell.announced)

    def title_word(self) -> str:
        return _(self.TITLE_WORD)

    def dialable(self) -> "Dialable | None":
        """Whom the dialling key rings from here: the record under the cursor; None where no number stands."""
        return None

    def call_in_hand(self) -> int | None:
        """The call that the keys for handing over and hanging up mean here."""
        return None

    def text_to_copy(self) -> str:
        """What the copy key takes: the row under the cursor or the value of the field in focus."""
        # Imported here: the gate, which is the first frame, has none of them yet.
        from textual.widgets import Input, TextArea

        from crm_tui.widgets.virtual_list import VirtualList

        focused = self.focused
        if isinstance(focused, VirtualList):
            row = focused.current
            return "\t".join(row.cells) if row else ""
        if isinstance(focused, Input):
            return focused.selected_text or focused.value
        if isinstance(focused, TextArea):
            return focused.selected_text or focused.text
        return ""

    def plain_text(self) -> str:
        """The contents of the screen as plain text, for `show to select`."""
        return self.text_to_copy()


class BaseScreen(Manners[Result]):
    """A whole screen. `body` gives its contents; the lines around are the same everywhere."""

    AUTO_FOCUS = "VirtualList, Input, TextArea"

    def body(self) -> ComposeResult:
        """The widgets between the title line and the key line."""
        yield Widget()

    def compose(self) -> ComposeResult:
        yield TitleLine()
        yield from self.body()
        yield MessageLine()
        yield KeyLine()


class BaseDialog(ModalScreen[Result], Manners[Result]):
    """A dialog over a screen; Esc leaves it with None."""

    DEFAULT_CSS = """
    BaseDialog { align: center middle; background: $background; }
    BaseDialog > #box { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: solid $primary; background: $surface; }
    BaseDialog > #box > MessageLine { dock: none; margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "leave", N_("Leave"), id="dialog.leave", tooltip=N_("Closes without doing anything")
        ),
        # A dialog hides the app's own keys; these two work everywhere.
        Binding("f1", "app.help", N_("Help"), show=False, id="dialog.help"),
        Binding("f10,ctrl+q", "app.quit", N_("Quit"), show=False, id="dialog.quit"),
    ]

    def body(self) -> ComposeResult:
        """The widgets in the box."""
        yield Widget()

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = _(self.TITLE_WORD)
            yield from self.body()
            yield MessageLine()
        yield KeyLine()

    def action_leave(self) -> None:
        self.dismiss(None)


def described(bindings: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(keys, word, tooltip) of all acts of a table of active bindings, one line each, in their order.

    Textual's own bindings of text fields have no id and are left out.
    """
    acts: dict[tuple[int, str], tuple[list[str], str, str]] = {}
    for key, active in bindings.items():
        binding = active.binding
        if binding.description and binding.id:
            keys, _word, _tip = acts.setdefault(
                (id(active.node), binding.action), ([], binding.description, binding.tooltip)
            )
            keys.append(key_word(key))
    return [(", ".join(keys), _(word), _(tip) if tip else "") for keys, word, tip in acts.values()]
