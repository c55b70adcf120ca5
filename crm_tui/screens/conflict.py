"""Two people, one record: what the other one saved meanwhile, field by field; nobody's words are lost."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import ChangedMeanwhile, FieldChange
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

Words = Callable[[str, object], tuple[str, str]]
"""(field, value) -> (the field's name, the value) as people read them."""


class ConflictDialog(BaseDialog[set[str]]):
    """Which fields are to be mine; the answer is their names. The others stay as they stand now."""

    TITLE_WORD = N_("Another person saved it meanwhile")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = """
    ConflictDialog VirtualList { height: 8; }
    ConflictDialog #head { height: 2; }
    ConflictDialog #values { height: 6; border-top: solid $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", N_("Mine or the other's"), id="conflict.turn"),
        Binding("f2,ctrl+s", "save", N_("Save so"), id="conflict.save"),
    ]

    def __init__(self, changed: ChangedMeanwhile, words: Words) -> None:
        super().__init__()
        self.changed = changed
        self.words = words
        self.mine = {one.field for one in changed.changes if one.mine != one.was}

    def body(self) -> ComposeResult:
        yield TextBlock(
            _("{name} changed these fields. * marks what will be saved.").format(name=self.changed.by),
            id="head",
        )
        columns = (
            Column(_("Field"), 16),
            Column(_("Now stands"), 20, flex=1),
            Column(_("Typed here"), 20, flex=1),
        )
        yield VirtualList(columns, MemoryRows(self._rows()))
        yield TextBlock(id="values")

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        """The field under the cursor with all its words: long ones do not fit into the row."""
        found = [one for one in self.changed.changes if event.row is not None and one.field == event.row.id]
        self.query_one("#values", TextBlock).say("\n".join(map(self._values, found)))

    def _values(self, one: FieldChange) -> str:
        was, now, mine = (self.words(one.field, value)[1] for value in (one.was, one.now, one.mine))
        return "\n".join(
            [
                _("Was: {value}").format(value=one_line(was)),
                _("Now stands: {value}").format(value=one_line(now)),
                _("Typed here: {value}").format(value=one_line(mine)),
            ]
        )

    def _rows(self) -> list[Row]:
        rows = []
        for one in self.changed.changes:
            name, now = self.words(one.field, one.now)
            now, mine = one_line(now), one_line(self.words(one.field, one.mine)[1])
            taken = one.field in self.mine
            rows.append(
                Row(one.field, 0, (name, now if taken else f"* {now}", f"* {mine}" if taken else mine))
            )
        return rows

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._turn(str(event.row.id))

    def action_turn(self) -> None:
        row = self.query_one(VirtualList).current
        if row is not None:
            self._turn(str(row.id))

    def _turn(self, field: str) -> None:
        self.mine ^= {field}
        self.query_one(VirtualList).show(MemoryRows(self._rows()), keep=field)

    def action_save(self) -> None:
        self.dismiss(self.mine)
