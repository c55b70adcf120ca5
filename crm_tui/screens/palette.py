"""The palette: every act that can be done now, found by a part of its name in either layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.domain.layout import other_layout
from crm_tui.i18n import N_, _
from crm_tui.keys import key_word
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.workspaces import WORKSPACES
from crm_tui.widgets.columns import Column
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.themes import NAMES
from crm_tui.widgets.virtual_list import VirtualList


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done: its name, its key, and the action that does it."""

    title: str
    key: str
    action: str
    node: object = None


def acts_of(bindings: dict[str, object]) -> list[Act]:
    """The acts of a table of active bindings, then those that hang on no screen."""
    acts: dict[tuple[int, str], Act] = {}
    for key, active in bindings.items():
        binding, node = active.binding, active.node  # type: ignore[attr-defined]
        if binding.description and binding.id and not binding.system and active.enabled:  # type: ignore[attr-defined]
            acts.setdefault(
                (id(node), binding.action), Act(_(binding.description), key_word(key), binding.action, node)
            )
    places = [
        Act(
            _("Go to: {place}").format(place=_(one.title)), f"Alt+{one.digit}", f"app.workspace({one.name!r})"
        )
        for one in WORKSPACES
    ]
    themes = [Act(_("Colours: {name}").format(name=name), "", f"app.use_theme({name!r})") for name in NAMES]
    return [*acts.values(), *places, *themes]


def matching(acts: Sequence[Act], typed: str) -> list[Act]:
    """The acts whose names hold all the typed words, as typed or in the other layout."""
    wanted = [text.casefold().split() for text in (typed, other_layout(typed))]
    return [
        act for act in acts if any(all(word in act.title.casefold() for word in words) for words in wanted)
    ]


class Palette(BaseDialog[Act]):
    """A line to type into and the acts that match; Enter does the one under the cursor."""

    TITLE_WORD = N_("What to do")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "Palette VirtualList { height: 14; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="palette.up"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="palette.down"),
        Binding("enter", "take", N_("Do it"), priority=True, id="palette.take"),
    ]

    def __init__(self, acts: Sequence[Act]) -> None:
        super().__init__()
        self.acts = acts
        self.matches = list(acts)

    def body(self) -> ComposeResult:
        yield LineInput()
        yield VirtualList(
            (Column("", 30, flex=1), Column("", 14)), _rows(self.acts), empty=_("Nothing found")
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        self.matches = matching(self.acts, event.value)
        self.query_one(VirtualList).show(_rows(self.matches))

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    def action_take(self) -> None:
        row = self.query_one(VirtualList).current
        if row is not None and isinstance(row.id, int):
            self.dismiss(self.matches[row.id])


def _rows(acts: Sequence[Act]) -> MemoryRows:
    return MemoryRows([Row(place, place, (act.title, act.key)) for place, act in enumerate(acts)])
