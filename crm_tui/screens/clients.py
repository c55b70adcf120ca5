"""The clients workspace: all of them in Ukrainian order, or what a search finds as one types."""

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from crm_tui.domain.tags import tags_sought
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_form import ClientFormScreen
from crm_tui.screens.client_rows import ClientRows, FoundRows, columns
from crm_tui.screens.client_words import one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.tags_form import TagsForm, heading_for
from crm_tui.usecases.client_card import ClientCard, show_client
from crm_tui.usecases.client_tags import MOST, TagChange, undo_tags
from crm_tui.usecases.clients import client_ids
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from crm_tui.screens.client_preview import Preview

PAUSE_SECONDS = 0.08
"""A search begins when nobody typed for so long."""


class ClientsScreen(BaseScreen[None]):
    """Letters typed on the list go to the search line; Down or Enter leads back to the list."""

    LOOKS_AT = frozenset({"clients"})
    TITLE_WORD = N_("Clients")
    HELP_TEXT = N_(
        "Type a part of the name, code, phone, e-mail or contact, in either keyboard layout, or #tag. ф marks"
        " a sole trader, о a private person, б a budget institution."
    )
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = """
    ClientsScreen LineInput { background: $surface; }
    ClientsScreen #beside { height: 1fr; }
    ClientsScreen #preview { display: none; height: 1fr; width: 42; }
    ClientsScreen.-wide #preview { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert,ctrl+n", "add", N_("Add"), id="clients.add", tooltip=N_("Makes a new client")),
        Binding("f2", "open", N_("Open"), id="clients.open", tooltip=N_("Opens the card")),
        Binding("f3,ctrl+f", "search", N_("Search"), id="clients.search", tooltip=N_("To the search line")),
        Binding("escape", "all", N_("All"), id="clients.all", tooltip=N_("Ends the search")),
        Binding(
            "alt+g",
            "tags",
            N_("Tags"),
            show=False,
            id="clients.tags",
            tooltip=N_("Words to find the client by"),
        ),
        Binding(
            "alt+a",
            "tag_found",
            N_("Tag all found"),
            show=False,
            id="clients.tag_found",
            tooltip=N_("Puts tags on all that the search line finds, or takes them off"),
        ),
        Binding(
            "alt+z",
            "untag",
            N_("Undo the tags"),
            show=False,
            id="clients.untag",
            tooltip=N_("Takes back the last change of tags made here"),
        ),
        Binding("down", "to_list", N_("To the list"), show=False, id="clients.to_list"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._pause: Timer | None = None
        self._shown = ""
        self._tagged: TagChange | None = None
        self._preview: Preview | None = None

    def look_again(self) -> None:
        self.query_one(VirtualList).reload()

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("Search: name, code, phone, e-mail, contact"))
        with Horizontal(id="beside"):
            yield VirtualList(columns(), ClientRows(self.office), empty=_("Nobody found"), type_ahead=True)
            yield TextBlock(id="preview")

    def on_resize(self, event: events.Resize) -> None:
        """Only a wide screen has room beside the list; what it shows is read for no other."""
        from crm_tui.screens.client_preview import WIDE, Preview

        self.set_class(event.size.width >= WIDE, "-wide")
        self._preview = self._preview or Preview(self)
        self._follow(self.query_one(VirtualList).current)

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        self._follow(event.row)

    def _follow(self, row: Row | None) -> None:
        if self._preview is not None:
            self._preview.follow(int(str(row.id)) if row is not None else None)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.query_one(VirtualList).rows.loaded:
            self.query_one(VirtualList).reload()

    # Searching.

    def on_input_changed(self, event: Input.Changed) -> None:
        del event
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self._search)

    def _search(self) -> None:
        text = " ".join(self.query_one(Input).value.split())
        if text == self._shown:
            return
        self._shown = text
        found = FoundRows(self.office, text) if text and not tags_sought(text)[0] else None
        self.query_one(VirtualList).show(found or ClientRows(self.office, text))

    def on_virtual_list_typed(self, event: VirtualList.Typed) -> None:
        line = self.query_one(LineInput)
        line.focus()
        line.insert_text_at_cursor(event.text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_to_list()

    def action_to_list(self) -> None:
        self.query_one(VirtualList).focus()

    def action_search(self) -> None:
        self.query_one(LineInput).focus()

    def action_all(self) -> None:
        """Esc on the line or the list: the search is over."""
        self.query_one(LineInput).value = ""
        self.query_one(VirtualList).focus()

    def dialable(self) -> Dialable | None:
        row = self.query_one(VirtualList).current
        return Dialable(client_id=int(str(row.id))) if row is not None else None

    # Cards.

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.shell.open_client(int(str(event.row.id)))

    def action_open(self) -> None:
        self.query_one(VirtualList).action_pick()

    def action_add(self) -> None:
        self.app.push_screen(ClientFormScreen(), self._added)

    def _added(self, client_id: int | None) -> None:
        if client_id is not None:
            self.shell.open_client(client_id)

    # Tags.

    def action_tags(self) -> None:
        row = self.query_one(VirtualList).current
        if row is not None:
            office, client_id = self.office, int(str(row.id))
            self.ask(lambda: office.call(show_client, client_id=client_id), self._tag_one, group="tags")

    def _tag_one(self, card: ClientCard) -> None:
        tags = tuple(tag.name for tag in card.tags)
        self.app.push_screen(TagsForm((card.id,), one_line(card.name), tags), self._were_tagged)

    def action_tag_found(self) -> None:
        """The search line says whom; without one nobody tags the whole office by a slip."""
        wanted = " ".join(self.query_one(Input).value.split())
        if not wanted:
            self.tell(_("Search first: tags are put on all that is found"))
            return
        office = self.office
        self.ask(lambda: office.call(client_ids, wanted=wanted, limit=MOST + 1), self._tag_many, group="tags")

    def _tag_many(self, clients: tuple[int, ...]) -> None:
        if not clients:
            self.tell(_("Nobody found"))
            return
        self.app.push_screen(TagsForm(clients, heading_for(len(clients))), self._were_tagged)

    def _were_tagged(self, change: TagChange | None) -> None:
        if change is None:
            return
        self._tagged = change
        words = ngettext("{n} client changed", "{n} clients changed", change.clients)
        self.tell(words.format(n=change.clients) + (_("; Alt+Z takes it back") if change.clients else ""))
        self.look_again()

    def action_untag(self) -> None:
        office, change = self.office, self._tagged
        if change is None or not change.clients:
            self.tell(_("No tags were changed here"))
            return
        self._tagged = None
        self.ask(lambda: office.call(undo_tags, change=change), self._taken_back, group="tags")

    def _taken_back(self, change: TagChange) -> None:
        words = ngettext("{n} client changed back", "{n} clients changed back", change.clients)
        self.tell(words.format(n=change.clients))
        self.look_again()
