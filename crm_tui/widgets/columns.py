"""Columns of a list: widths in cells of the terminal, fixed or shared out, and texts cut to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from crm_tui.widgets.inks import Ink


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading (already translated), its width in cells, and its share of what is left over.

    A column whose `hide_below` is more than the width of the list is left out.
    """

    title: str
    width: int
    flex: int = 0
    right: bool = False
    hide_below: int = 0


@lru_cache(maxsize=64)
def widths(columns: tuple[Column, ...], room: int) -> tuple[int, ...]:
    """The width of each column in a list `room` cells wide, one cell between two; 0 = left out."""
    shown = [column.hide_below <= room for column in columns]
    used = sum(column.width + 1 for column, seen in zip(columns, shown, strict=True) if seen) - 1
    spare = max(0, room - used)
    shares = sum(column.flex for column, seen in zip(columns, shown, strict=True) if seen)
    found = []
    for column, seen in zip(columns, shown, strict=True):
        extra = spare * column.flex // shares if seen and shares else 0
        found.append(column.width + extra if seen else 0)
    if shares:
        # What integer division left over goes to the first column that may grow.
        first = next(i for i, column in enumerate(columns) if shown[i] and column.flex)
        found[first] += max(0, room - sum(width + 1 for width in found if width) + 1)
    return tuple(found)


@lru_cache(maxsize=4096)
def fit(text: str, width: int, right: bool = False) -> str:
    """The text in exactly `width` cells; a cut is marked by a full stop in the middle of the line."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else set_cell_size(text, width)
    blank = " " * (width - length)
    return blank + text if right else text + blank


def line(columns: Sequence[Column], cells: Sequence[str], room: int) -> str:
    """One line of a list: the cells in their columns, exactly `room` cells wide."""
    parts = [
        fit(cell, width, column.right)
        for column, cell, width in zip(columns, cells, widths(tuple(columns), room), strict=True)
        if width
    ]
    return fit(" ".join(parts), room)


def line_inks(
    columns: Sequence[Column], cells: Sequence[str], inks: Sequence[tuple[int, Ink]], room: int, after: int
) -> tuple[Ink, ...]:
    """The inks of cells as those of their line, which begins after so many characters; hidden ones go."""
    begins, at = dict[int, int](), after
    for number, width in enumerate(widths(tuple(columns), room)):
        if width:
            begins[number] = at
            at += len(fit(cells[number], width, columns[number].right)) + 1
    return tuple(
        Ink(begins[cell] + ink.start, begins[cell] + ink.end, ink.colour)
        for cell, ink in inks
        if cell in begins
    )


def heading(columns: Sequence[Column], width: int, room: int) -> str:
    """The titles over lines `width` cells wide, in `room` cells: the last one moves left if it must."""
    titles = [column.title for column in columns]
    text = line(columns, titles, width).rstrip()
    if (over := cell_len(text) - room) > 0:
        last = next((title for title in reversed(titles) if text.endswith(title)), text)
        before = text.removesuffix(last)
        if before.endswith(" " * (over + 1)):
            return before[:-over] + last
    return fit(text, room)
