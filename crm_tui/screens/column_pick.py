"""Which columns a list shows, in which order, and by which of them its rows are ordered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


@dataclass(frozen=True, slots=True)
class Offered:
    """A column that can be shown: its name, its words, what orders by it ("" for nothing)."""

    name: str
    words: str
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The names of the columns from left to right (none: the usual ones), and the order of the rows."""

    names: tuple[str, ...]
    sort: str = ""


class ColumnPick(BaseDialog[Shown]):
    """Answers the columns as they were left; `room` says how many of these have room on the screen."""

    TITLE_WORD = N_("Columns")
    HELP_TEXT = N_(
        "√ is shown, … is chosen and has no room on a screen of this width; the columns stand from left to "
        "right in the order of the ticked ones. ↑ and ↓ mark the one that orders the rows."
    )
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "ColumnPick VirtualList { height: 16; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f2,ctrl+s", "take", N_("Show"), priority=True, id="columns.take"),
        Binding("space,insert", "tick", N_("Tick"), id="columns.tick", tooltip=N_("Shown or not")),
        Binding("f7,minus", "shift(-1)", N_("To the left"), id="columns.left"),
        Binding("f8,plus", "shift(1)", N_("To the right"), id="columns.right"),
        Binding(
            "f5",
            "order",
            N_("Order"),
            id="columns.order",
            tooltip=N_("Orders the rows by it: the least first, the greatest first, not at all"),
        ),
        Binding("delete", "usual", N_("Usual"), id="columns.usual", tooltip=N_("The usual columns again")),
    ]

    def __init__(self, offered: Sequence[Offered], shown: Shown, *, usual: Sequence[str], room: int) -> None:
        super().__init__()
        known = {one.name: one for one in offered}
        self.usual, self.room = tuple(usual), room
        self.shown = replace(shown, names=tuple(name for name in shown.names if name in known))
        self.known = known

    def body(self) -> ComposeResult:
        yield VirtualList((Column(_("Column"), 30, flex=1), Column(_("Order"), 8)), MemoryRows([]))

    def on_mount(self) -> None:
        self._paint(self.shown.names[0] if self.shown.names else None)

    @property
    def order(self) -> list[str]:
        """All columns: the ticked ones as they stand, then the others."""
        return [*self.shown.names, *(name for name in self.known if name not in self.shown.names)]

    def _paint(self, keep: str | None) -> None:
        rows = [self._row(name) for name in self.order]
        self.query_one(VirtualList).show(MemoryRows(rows), keep=keep)

    def _row(self, name: str) -> Row:
        one = self.known[name]
        place = self.shown.names.index(name) if name in self.shown.names else None
        sign = "" if place is None else "√" if place < self.room else "…"
        by = self.shown.sort.removeprefix("-")
        sort = "" if not one.sort or one.sort != by else "↓" if self.shown.sort.startswith("-") else "↑"
        return Row(name, 0, (one.words, sort), sign, "muted" if place is None else "")

    @property
    def _here(self) -> str | None:
        row = self.query_one(VirtualList).current
        return str(row.id) if row is not None else None

    def action_tick(self) -> None:
        """Shows the column last of all, or no more; the cursor goes on to the next one."""
        if (name := self._here) is None:
            return
        following = self.order[min(self.order.index(name) + 1, len(self.order) - 1)]
        names = self.shown.names
        without = tuple(one for one in names if one != name)
        self.shown = replace(self.shown, names=without if name in names else (*names, name))
        self._paint(following)

    def action_shift(self, by: int) -> None:
        if (name := self._here) is None or name not in self.shown.names:
            return
        names = list(self.shown.names)
        place = names.index(name)
        there = max(0, min(place + by, len(names) - 1))
        names.insert(there, names.pop(place))
        self.shown = replace(self.shown, names=tuple(names))
        self._paint(name)

    def action_order(self) -> None:
        if (name := self._here) is None:
            return
        by = self.known[name].sort
        if not by:
            self.tell(_("Rows are not ordered by this column"))
            return
        following = {by: f"-{by}", f"-{by}": ""}
        self.shown = replace(self.shown, sort=following.get(self.shown.sort, by))
        self._paint(name)

    def action_usual(self) -> None:
        self.shown = Shown(self.usual)
        self._paint(self.usual[0])

    def action_take(self) -> None:
        if not self.shown.names:
            self.tell(_("Tick at least one column"))
            return
        usual = self.shown.names == self.usual
        self.dismiss(replace(self.shown, names=()) if usual else self.shown)
