"""Choosing files or a folder of this machine: a path to type with completion, and what is in the folder."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.adapters.folders import Entry, Listing, folder_of, is_file, list_folder, within
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import shown_name as shown
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseDialog, Manners
from crm_tui.screens.file_rows import HERE, UP, FolderRows, Picking, columns, completed, fitting
from crm_tui.usecases.office import Office
from crm_tui.usecases.office_settings import my_settings, set_my_setting
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

QUOTES = "'\""
_BEGINS_ANEW = re.compile(r".*[/\\]['\"]?(?=/|~[/\\]|[A-Za-z]:[/\\])", re.DOTALL)
"""A whole path typed or pasted after what stood there already: what stood there does not count."""


def pick_files(asker: Manners[Any], picking: Picking, then: Callable[[tuple[Path, ...]], None]) -> None:
    """Asks for files (or a folder); `then` hears which, unless the person leaves."""

    def picked(paths: tuple[Path, ...] | None) -> None:
        if paths:
            then(paths)

    asker.app.push_screen(FilePick(picking), picked)


class FilePick(BaseDialog[tuple[Path, ...]]):
    """Answers the paths that were marked, or the one under the cursor."""

    HELP_TEXT = N_(
        "Letters narrow the list, a whole path can be typed or pasted; Tab completes it, Enter opens a "
        "folder or takes the file. Insert marks several. A name that begins with a dot is shown when a dot "
        "is typed."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    FilePick VirtualList { height: 14; }
    FilePick #counts { height: 1; padding: 0; color: $foreground-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", N_("Choose"), priority=True, id="file_pick.take"),
        Binding("tab", "complete", N_("Complete"), priority=True, id="file_pick.complete"),
        Binding(
            "insert,f7",
            "mark",
            N_("Mark"),
            priority=True,
            id="file_pick.mark",
            tooltip=N_("Several files are taken together"),
        ),
        Binding(
            "f2",
            "take_whole",
            N_("Take these"),
            priority=True,
            id="file_pick.whole",
            tooltip=N_("What is marked, or the row under the cursor, a folder as a whole"),
        ),
        Binding("f6", "kinds", N_("All files"), priority=True, id="file_pick.kinds"),
        Binding("f5", "again", N_("Read again"), show=False, priority=True, id="file_pick.again"),
        Binding(
            "alt+a", "mark_all", N_("Mark all shown"), show=False, priority=True, id="file_pick.mark_all"
        ),
        Binding("alt+up", "up", N_("Folder above"), show=False, priority=True, id="file_pick.up"),
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="file_pick.previous"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="file_pick.next"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, priority=True, id="file_pick.page_up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, priority=True, id="file_pick.page_down"),
    ]

    def __init__(self, picking: Picking) -> None:
        super().__init__()
        self.picking = picking
        self.every_kind = False
        self.marked: dict[Path, None] = {}
        self.listing: Listing | None = None
        self._names: dict[str, Path] = {}
        self._wanted: Path | None = None
        self._rows: FolderRows | None = None
        self._fresh = self._take_waits = False

    def body(self) -> ComposeResult:
        yield LineInput()
        rows = VirtualList(columns(), empty=_("reading…"))
        # The typed path keeps the focus: the list is moved by the keys of the dialog.
        rows.can_focus = False
        yield rows
        yield TextBlock(id="counts")

    def on_mount(self) -> None:
        self.query_one("#box").border_title = self.picking.title
        office, key = self.office, self._key
        self.ask(lambda: _beginning(office, key), self._open_folder, group="begin")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action in {"mark", "mark_all"}:
            return self.picking.several and self.picking.files
        if action == "kinds":
            return bool(self.picking.suffixes) and self.picking.files
        return action != "take_whole" or self.picking.folders or self.picking.several

    @property
    def _key(self) -> str:
        return f"folder.{self.picking.purpose}"

    @property
    def typed(self) -> str:
        """What is typed after the last slash."""
        return self._split(self.query_one(Input).value)[1]

    # Reading and showing.

    def _open_folder(self, folder: Path) -> None:
        """Goes to a folder by its real name, whatever its letters."""
        words = shown(str(folder))
        self._names[words.rstrip("/")] = folder
        field = self.query_one(Input)
        field.value = words if words.endswith(("/", os.sep)) else words + "/"
        field.cursor_position = len(field.value)

    def _split(self, text: str) -> tuple[Path, str]:
        """(the folder that a typed path names, what is typed of a name in it)."""
        text = _BEGINS_ANEW.sub("", text.strip(), count=1).strip(QUOTES)
        place = max(text.rfind("/"), text.rfind(os.sep)) + 1
        head = text[:place].rstrip("/")
        if not place:
            return self.listing.folder if self.listing else folder_of("~"), text
        return self._names.get(head) or folder_of(text[:place]), text[place:]

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    def _look(self, *, again: bool = False) -> None:
        folder, _name = self._split(self.query_one(Input).value)
        if self.listing is not None and self.listing.folder == folder and not again:
            self._wanted = None
            self._show()
        elif folder != self._wanted or again:
            self._wanted = folder
            office = self.office
            self.ask(lambda: _read(folder, office), self._read, group="folder", failed=self._unread)

    def _read(self, listing: Listing) -> None:
        self._wanted, self.listing = None, listing
        self._show()

    def _unread(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        self._wanted, self._take_waits = None, False
        self.listing = None
        self._list(FolderRows(Path(), (), (), whole=False, typed=True), str(error))
        self.query_one("#counts", TextBlock).say("")

    def _show(self) -> None:
        listing, typed = self.listing, self.typed
        if listing is None:
            return
        entries = fitting(listing, self.picking, typed, every_kind=self.every_kind)
        whole = self.picking.folders or not self.picking.files
        rows = FolderRows(listing.folder, entries, self.marked, whole=whole, typed=bool(typed))
        self._list(rows, _("Nothing found"))
        self._count(listing, entries)
        if self._take_waits:
            self._take_waits = False
            self.action_take()

    def _list(self, rows: FolderRows, empty: str) -> None:
        self._rows, self._fresh = rows, True
        shown_list = self.query_one(VirtualList)
        shown_list.empty = empty
        shown_list.show(rows)

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        event.stop()
        self._fresh = False

    def _count(self, listing: Listing, entries: list[Entry]) -> None:
        files = sum(not one.is_folder for one in entries)
        words = [ngettext("{n} file", "{n} files", files).format(n=files)]
        if self.picking.suffixes and self.picking.files:
            words.append(_("of any kind") if self.every_kind else self.picking.kinds)
        if listing.more:
            words.append(_("only the first {n} names of this folder").format(n=len(listing.entries)))
        if self.marked:
            words.append(_("marked: {n}").format(n=len(self.marked)))
        self.query_one("#counts", TextBlock).say(" · ".join(words))

    # Keys.

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    def action_page(self, by: int) -> None:
        self.query_one(VirtualList).action_page(by)

    def action_again(self) -> None:
        self._look(again=True)

    def action_up(self) -> None:
        if self.listing is not None:
            self._open_folder(self.listing.folder.parent)

    def action_kinds(self) -> None:
        self.every_kind = not self.every_kind
        self._show()

    def action_complete(self) -> None:
        if self.listing is None or self._wanted is not None or self._rows is None:
            return
        typed, field = self.typed, self.query_one(Input)
        grown = completed(self._rows.entries, typed)
        if grown.endswith("/") and (entry := self._exact(grown[:-1])) is not None:
            self._open_folder(self.listing.folder / entry.name)
        elif grown != typed:
            field.value = field.value[: len(field.value) - len(typed)] + grown
            field.cursor_position = len(field.value)

    def action_mark(self) -> None:
        """Marks the file under the cursor, or takes its mark off, and goes on to the next row."""
        at = self._at()
        if self.listing is None or not isinstance(at, Entry) or at.is_folder:
            return
        path = self.listing.folder / at.name
        if path in self.marked:
            del self.marked[path]
        else:
            self.marked[path] = None
        self.action_move(1)
        self.query_one(VirtualList).reload()
        self._recount()

    def action_mark_all(self) -> None:
        """Marks all files that are listed; when all are, takes the marks off."""
        if self.listing is None or self._rows is None:
            return
        paths = [self.listing.folder / one.name for one in self._rows.entries if not one.is_folder]
        if all(path in self.marked for path in paths):
            for path in paths:
                del self.marked[path]
        else:
            self.marked |= dict.fromkeys(paths)
        self.query_one(VirtualList).reload()
        self._recount()

    def _recount(self) -> None:
        if self.listing is not None and self._rows is not None:
            self._count(self.listing, list(self._rows.entries))

    def action_take(self) -> None:
        if self._wanted is not None:
            self._take_waits = True
            return
        at = self._at()
        if at is None:
            self._take_typed()
        elif self.marked and not (isinstance(at, Entry) and at.is_folder) and at != UP:
            self._answer(tuple(self.marked))
        elif self.listing is not None:
            self._enter(self.listing.folder, at)

    def _enter(self, folder: Path, at: Entry | str) -> None:
        if at == UP:
            self._open_folder(folder.parent)
        elif isinstance(at, Entry):
            if at.is_folder:
                self._open_folder(folder / at.name)
            else:
                self._answer((folder / at.name,))
        else:
            self._answer((folder,))

    def action_take_whole(self) -> None:
        at = self._at()
        if self.marked:
            self._answer(tuple(self.marked))
        elif self.listing is None or at is None or at == UP:
            self.action_take()
        elif isinstance(at, Entry) and (self.picking.folders or not (self.picking.files and at.is_folder)):
            self._answer((self.listing.folder / at.name,))
        elif at == HERE:
            self._answer((self.listing.folder,))

    def _at(self) -> Entry | str | None:
        """What Enter means now: a name typed in full, else the row under the cursor."""
        if self._rows is None or self.listing is None:
            return None
        place = 0 if self._fresh else self.query_one(VirtualList).cursor
        return (self._exact(self.typed) if place == 0 else None) or self._rows.at(place)

    def _exact(self, name: str) -> Entry | None:
        wanted = name.casefold()
        entries = self._rows.entries if self._rows is not None and wanted else ()
        return next((one for one in entries if one.folded == wanted), None)

    def _take_typed(self) -> None:
        """A whole path that no row shows: a file of another kind, or one that came just now."""
        folder, name = self._split(self.query_one(Input).value)
        if not name:
            return

        def take(there: bool) -> None:
            if there:
                self._answer((folder / name,))
            else:
                self.refuse(Refused(_("{file}: there is no such file or folder").format(file=shown(name))))

        self.ask(lambda: is_file(folder / name), take, group="take")

    def _answer(self, paths: tuple[Path, ...]) -> None:
        office, key = self.office, self._key
        folder = self.listing.folder if self.listing else paths[0].parent

        def keep() -> tuple[Path, ...]:
            _refuse_outside(paths, office)
            _remember(office, key, folder)
            return paths

        self.ask(keep, self._leave_with, group="take")

    def _leave_with(self, paths: tuple[Path, ...]) -> None:
        self.dismiss(paths)


def may_take(office: Office) -> Callable[[Path], bool]:
    """What a screen may read of this machine: the folders of the settings, never the program's own files."""
    settings = office.settings
    own = (settings.path, str(office.store.path or ""))
    return lambda path: within(path, settings.file_folders, never=own)


def typed_file(office: Office, text: str) -> Path:
    """A path that was typed without a list to choose from; Refused outside of what screens may take."""
    path = folder_of(text)
    _refuse_outside((path,), office)
    return path


def _read(folder: Path, office: Office) -> Listing:
    _refuse_outside((folder,), office)
    return list_folder(folder)


def _refuse_outside(paths: tuple[Path, ...], office: Office) -> None:
    allowed = may_take(office)
    for path in paths:
        if not allowed(path):
            said = _("the settings allow no files from there (file_folders): {place}")
            raise Refused(said.format(place=shown(str(path))))


def _beginning(office: Office, key: str) -> Path:
    """Where a person begins: where he was last, else at the first folder of the settings, else at home."""
    known = office.call(my_settings).get(key, "") if office.actor.id is not None else ""
    for place in (known, *office.settings.file_folders):
        folder = folder_of(place)
        if place and _opens(folder, office):
            return folder
    return folder_of("~")


def _opens(folder: Path, office: Office) -> bool:
    try:
        return folder.is_dir() and may_take(office)(folder)
    except (OSError, ValueError):
        return False


def _remember(office: Office, key: str, folder: Path) -> None:
    try:
        text = str(folder)
        text.encode()  # a name that is no UTF-8 cannot stand in a store
        if office.call(my_settings).get(key) != text:
            office.call(set_my_setting, key=key, value=text)
    except (Refused, UnicodeEncodeError):
        return
