"""The files of a folder as rows of a list: what the typed letters leave, looked at page by page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_tui.adapters.folders import Entry, Listing, Look, look_at
from crm_tui.domain.kyiv import format_moment
from crm_tui.domain.layout import other_layout
from crm_tui.i18n import _
from crm_tui.screens.file_words import size_words
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Page, PageRequest, Row

HERE, UP = ".", ".."
"""The rows that stand for the open folder as a whole and for the one that it lies in."""


@dataclass(frozen=True, slots=True)
class Picking:
    """What is wanted: the title, endings of names (none: any file), the words for them, folders as a whole.

    `purpose` names the folder that is remembered for the person; `files` False asks for a folder.
    """

    title: str
    purpose: str = "files"
    suffixes: frozenset[str] = frozenset()
    kinds: str = ""
    folders: bool = False
    files: bool = True
    several: bool = True


def columns() -> tuple[Column, ...]:
    return (Column(_("Name"), 30, flex=1), Column(_("Size"), 8, right=True), Column(_("Changed"), 16))


def fitting(listing: Listing, picking: Picking, typed: str, *, every_kind: bool) -> list[Entry]:
    """The entries that the letters and the kinds leave; hidden ones only when a dot is typed."""
    letters = typed.casefold()
    both = {letters, other_layout(letters)}
    dotted = letters.startswith(".")
    return [
        one
        for one in listing.entries
        if (dotted or not one.name.startswith("."))
        and any(word in one.folded for word in both)
        and (one.is_folder or (picking.files and (every_kind or _of_kind(one, picking.suffixes))))
    ]


def completed(entries: Sequence[Entry], typed: str) -> str:
    """The typed beginning grown as far as all the names agree; a single folder gets its slash."""
    for letters in (typed.casefold(), other_layout(typed.casefold())):
        begun = [one for one in entries if one.folded.startswith(letters)]
        if begun:
            break
    else:
        begun = list(entries)
    if len(begun) == 1:
        return begun[0].shown + ("/" if begun[0].is_folder else "")
    if not begun or len(begun[0].shown) != len(begun[0].folded):
        return typed
    first, last = min(one.folded for one in begun), max(one.folded for one in begun)
    same = next(
        (n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first)
    )
    grown = begun[0].shown[:same]
    return grown if len(grown) > len(typed) or not typed else typed


class FolderRows:
    """A RowProvider over the entries of a folder: size and day are asked for those that are seen."""

    def __init__(
        self, folder: Path, entries: Sequence[Entry], marked: Collection[Path], *, whole: bool, typed: bool
    ) -> None:
        self.folder, self.entries, self.marked = folder, entries, marked
        words = _("this folder, all of it")
        here = [Row(HERE, 0, (f"{HERE} {words}", "", ""))] if whole and not typed else []
        up = [Row(UP, 0, (UP, "", ""))] if not typed and folder.parent != folder else []
        self.head = [*here, *up]
        self._looks: dict[str, Look] = {}

    def __len__(self) -> int:
        return len(self.head) + len(self.entries)

    def at(self, place: int) -> Entry | str | None:
        """The entry at a place of the list, or which row of the head it is; None: there is no such place."""
        if place < len(self.head):
            return str(self.head[place].id)
        number = place - len(self.head)
        return self.entries[number] if number < len(self.entries) else None

    def fetch(self, request: PageRequest) -> Page:
        if request.edge == "end" or request.before is not None:
            end = len(self) if request.before is None else request.before + request.inclusive
            begin = max(0, end - request.limit)
            return Page(tuple(self._row(place) for place in range(begin, end)), begin > 0)
        begin = 0 if request.after is None else request.after + (not request.inclusive)
        end = min(len(self), begin + request.limit)
        return Page(tuple(self._row(place) for place in range(begin, end)), end < len(self))

    def _row(self, place: int) -> Row:
        if place < len(self.head):
            row = self.head[place]
            return Row(row.id, place, row.cells)
        one = self.entries[place - len(self.head)]
        look = self._looks.get(one.name)
        if look is None:
            look = self._looks[one.name] = look_at(self.folder, one.name)
        cells = (
            one.shown + ("/" if one.is_folder else ""),
            "" if one.is_folder or look.size is None else size_words(look.size),
            format_moment(look.changed) if look.changed is not None else "",
        )
        marked = self.folder / one.name in self.marked
        return Row(one.name, place, cells, "✓" if marked else "", "today" if marked else "")


def _of_kind(one: Entry, suffixes: frozenset[str]) -> bool:
    return not suffixes or one.folded.endswith(tuple(suffixes))
