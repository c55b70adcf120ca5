"""The rows a list knows: pages by key, in order, a few of them held, the rest remembered by their edges."""

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from crm_tui.widgets.inks import Ink

Edge = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the id of its record, its key in the order of the list, its texts, a sign and a style name.

    `inks` colour characters of cells: (which cell, which characters of it and how), in their order.
    """

    id: Hashable
    key: Any
    cells: tuple[str, ...]
    sign: str = ""
    style: str = ""
    inks: tuple[tuple[int, Ink], ...] = ()


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which rows are wanted: after a key, before a key, or the first or last ones; at most `limit`.

    Rows come in the order of the list whichever way they are asked for. `inclusive`: the row of the key too.
    """

    limit: int
    after: Any = None
    before: Any = None
    edge: Edge | None = None
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """An answer. `more` says whether rows follow in the direction asked for."""

    rows: tuple[Row, ...]
    more: bool


class RowProvider(Protocol):
    """Where rows come from; called in a worker thread, so it may look into a store."""

    def fetch(self, request: PageRequest) -> Page:
        """The rows asked for; may raise Refused."""
        ...


@dataclass(slots=True)
class _Slot:
    """A page that was read: its first and last keys stay when its rows are let go."""

    first: Any
    last: Any
    count: int
    rows: tuple[Row, ...] | None


@dataclass(slots=True)
class RowWindow:
    """A run of rows without holes, growing at both ends as pages are asked for.

    Row numbers count from the top of the run; a page put in front shifts them (the caller is told by how
    much). At most `held` pages keep their rows; a page let go is asked for again when it is looked at.
    """

    page_size: int = 100
    held: int = 12
    slots: list[_Slot] = field(default_factory=list)
    at_start: bool = False
    at_end: bool = False
    _starts: list[int] = field(default_factory=list)
    _count: int = 0

    def __len__(self) -> int:
        return self._count

    @property
    def loaded(self) -> bool:
        """Whether the first answer has come."""
        return bool(self.slots) or self.at_end

    def slot_of(self, number: int) -> tuple[int, int]:
        """The page of a row and the row's place in it."""
        index = bisect_right(self._starts, number) - 1
        if index < 0:
            raise IndexError(number)
        return index, number - self._starts[index]

    def page_end(self, number: int) -> int:
        """How many rows there are up to the end of this row's page."""
        if not self.slots:
            return 0
        index, _place = self.slot_of(min(max(number, 0), self._count - 1))
        return self._starts[index] + self.slots[index].count

    def row(self, number: int) -> Row | None:
        """The row, or None while its page has been let go."""
        if not 0 <= number < self._count:
            return None
        index, place = self.slot_of(number)
        rows = self.slots[index].rows
        return rows[place] if rows is not None and place < len(rows) else None

    def number_of(self, row_id: Hashable) -> int | None:
        """Where a record stands among the rows held."""
        for slot, start in zip(self.slots, self._starts, strict=True):
            for place, row in enumerate(slot.rows or ()):
                if row.id == row_id:
                    return start + place
        return None

    def restart(self, page: Page, *, at_start: bool, at_end: bool) -> None:
        """Forgets all and begins with this page."""
        self.slots, self._starts = [], []
        self._count = 0
        self.at_start, self.at_end = at_start, at_end
        for begin in range(0, len(page.rows), self.page_size):
            self._append(page.rows[begin : begin + self.page_size])

    def extend_down(self, page: Page) -> None:
        """The rows after the last known ones."""
        self._append(page.rows)
        self.at_end = not page.more

    def extend_up(self, page: Page) -> int:
        """The rows before the first known ones; returns by how many row numbers grew."""
        self.at_start = not page.more
        if page.rows:
            self.slots.insert(0, _slot(page.rows))
            self._starts = [0, *(start + len(page.rows) for start in self._starts)]
            self._count += len(page.rows)
        return len(page.rows)

    def refill(self, index: int, page: Page) -> bool:
        """Rows of a page that had been let go; False when it no longer has as many rows (read all again)."""
        slot = self.slots[index]
        if len(page.rows) != slot.count:
            return False
        self.slots[index] = _slot(page.rows)
        return True

    def release_far(self, number: int) -> None:
        """Lets go the rows of pages far from this row."""
        if len(self.slots) <= self.held or not 0 <= number < self._count:
            return
        here, _ = self.slot_of(number)
        for index, slot in enumerate(self.slots):
            if abs(index - here) > self.held // 2:
                slot.rows = None

    def missing(self, number: int) -> PageRequest | int | None:
        """What to ask for so that the pages at this row and beside it are there.

        A page to be filled again comes as its index; None: nothing is missing.
        """
        if not self.slots:
            return None
        here, _ = self.slot_of(min(max(number, 0), self._count - 1))
        for index in (here, here + 1, here - 1):
            if 0 <= index < len(self.slots) and self.slots[index].rows is None:
                return index
        if here + 1 >= len(self.slots) and not self.at_end:
            return PageRequest(self.page_size, after=self.slots[-1].last)
        if here == 0 and not self.at_start:
            return PageRequest(self.page_size, before=self.slots[0].first)
        return None

    def request_for(self, index: int) -> PageRequest:
        """How a page that was let go is asked for."""
        slot = self.slots[index]
        return PageRequest(slot.count, after=slot.first, inclusive=True)

    def _append(self, rows: tuple[Row, ...]) -> None:
        if rows:
            self.slots.append(_slot(rows))
            self._starts.append(self._count)
            self._count += len(rows)


def _slot(rows: tuple[Row, ...]) -> _Slot:
    return _Slot(rows[0].key, rows[-1].key, len(rows), rows)
