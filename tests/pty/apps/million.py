"""A list of a million clients made up on the spot, and a form: what the widgets' tests and figures run on."""

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from crm_tui.app import CrmApp
from crm_tui.config import Settings
from crm_tui.screens.base import BaseScreen
from crm_tui.widgets.columns import Column
from crm_tui.widgets.form import ChoiceField, Field, Form, NoteField, TextField
from crm_tui.widgets.row_window import Page, PageRequest, Row
from crm_tui.widgets.virtual_list import VirtualList

COLUMNS = (
    Column("Код", 10),
    Column("Назва", 20, flex=2),
    Column("Вид", 4),
    Column("Місто", 10, flex=1, hide_below=70),
    Column("Телефон", 13),
)


class Numbers:
    """A RowProvider over the whole numbers below `count`."""

    def __init__(self, count: int = 1_000_000) -> None:
        self.count = count
        self.requests: list[PageRequest] = []

    def fetch(self, request: PageRequest) -> Page:
        self.requests.append(request)
        if request.edge == "end" or request.before is not None:
            end = self.count if request.before is None else request.before
            keys = range(max(0, end - request.limit), end)
            return Page(tuple(map(self.row, keys)), keys.start > 0)
        begin = 0 if request.after is None else request.after + (not request.inclusive)
        keys = range(begin, min(self.count, begin + request.limit))
        return Page(tuple(map(self.row, keys)), keys.stop < self.count)

    def row(self, key: int) -> Row:
        sign, style = ("!", "warning") if key % 10 == 7 else ("", "")
        cells = (f"{key:08d}", f"Товариство «Ромашка {key}»", "ТОВ", "Київ", "0441234567")
        return Row(key, key, cells, sign, style)


class ListScreen(BaseScreen[None]):
    """The list."""

    TITLE_WORD = "Clients"

    def __init__(self, count: int = 1_000_000) -> None:
        super().__init__()
        self.provider = Numbers(count)
        self.typed = ""
        self.picked: list[object] = []

    def body(self) -> ComposeResult:
        yield VirtualList(COLUMNS, self.provider, empty="nobody", type_ahead=True)

    def on_virtual_list_typed(self, event: VirtualList.Typed) -> None:
        self.typed += event.text

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.picked.append(event.row.id)


def eight_digits(text: str) -> str:
    return "" if len(text) in {0, 8} else f"код має 8 цифр, а тут {len(text)}"


class FormScreen(BaseScreen[None]):
    """The form."""

    TITLE_WORD = "Client"
    AUTO_FOCUS = "Input"
    BINDINGS = (Binding("alt+w", "save", "Save", id="form.save"),)

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[dict[str, str]] = []
        self.saved = 0

    def body(self) -> ComposeResult:
        fields: list[Field] = [
            TextField("name", "Назва"),
            TextField("code", "Код ЄДРПОУ", check=eight_digits),
            ChoiceField("kind", "Вид", [("a", "Юридична особа"), ("b", "ФОП"), ("c", "Фізична особа")], "b"),
            NoteField("note", "Примітка", lines=3),
        ]
        yield Form(*fields)

    def on_form_draft(self, event: Form.Draft) -> None:
        self.drafts.append(event.form.values())

    def action_save(self) -> None:
        self.saved += 1


class ShellApp(CrmApp):
    """The app with one screen in it, and no office."""

    def __init__(self, screen: BaseScreen[None], settings: Settings | None = None) -> None:
        super().__init__(settings or Settings(language="uk"))
        self.first = screen

    def get_default_screen(self) -> Screen[Any]:
        return Screen(id="_default")

    def on_mount(self) -> None:
        self.push_screen(self.first)


if __name__ == "__main__":
    import sys

    screens = {"form": FormScreen, "empty": BaseScreen}
    ShellApp(screens.get(sys.argv[-1], ListScreen)()).run()
