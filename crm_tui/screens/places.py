"""F8: the workspaces in one list; their digit or Enter leads there."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.workspaces import WORKSPACES
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class Places(BaseDialog[str]):
    """The name of the workspace that was chosen."""

    TITLE_WORD = N_("Go to")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "Places VirtualList { height: 10; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(one.digit), f"take({one.name!r})", one.title, show=False, id=f"places.{one.name}")
        for one in WORKSPACES
    ]

    def body(self) -> ComposeResult:
        rows = [Row(one.name, one.digit, (str(one.digit), _(one.title))) for one in WORKSPACES]
        yield VirtualList((Column("", 2), Column("", 20, flex=1)), MemoryRows(rows))

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.action_take(str(event.row.id))

    def action_take(self, name: str) -> None:
        self.dismiss(name)
