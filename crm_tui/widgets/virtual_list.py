"""The virtual list: a million rows cost as much as twenty.

Only what is seen is drawn, line by line; rows come by pages from a RowProvider in a worker thread, a page
each side ahead. There is no scroll bar: the end of the list is open ("1,000+") until it has been seen.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.i18n import N_, _
from crm_tui.widgets.columns import Column, fit, heading, line, line_inks
from crm_tui.widgets.inked import inked
from crm_tui.widgets.jobs import Jobs
from crm_tui.widgets.list_style import CSS, PARTS
from crm_tui.widgets.row_window import Page, PageRequest, Row, RowProvider, RowWindow

DRAWN = 256
"""Drawn lines kept."""
TAG_SIGNS = ("#", "№")


class _OfRow(Message):
    """A message of a list about one of its rows."""

    def __init__(self, source: "VirtualList", row: Row | None) -> None:
        super().__init__()
        self.source, self.row = source, row

    @property
    def control(self) -> "VirtualList":
        return self.source


class VirtualList(Widget, can_focus=True):
    """A list of records with a cursor of one row. Enter picks; letters, when asked for, are handed on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = PARTS
    DEFAULT_CSS = CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, system=True, id="list.up"),
        Binding("down", "move(1)", N_("Down"), show=False, system=True, id="list.down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, system=True, id="list.page_up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, system=True, id="list.page_down"),
        Binding("home,ctrl+home", "first", N_("To the first"), show=False, system=True, id="list.first"),
        Binding("end,ctrl+end", "last", N_("To the last"), show=False, system=True, id="list.last"),
        Binding("enter", "pick", N_("Pick"), id="list.pick", tooltip=N_("Opens or takes the chosen row")),
    ]

    class Picked(_OfRow):
        """Enter or a second click on a row."""

        row: Row

    class Moved(_OfRow):
        """The cursor came to another record; row is None when the list is empty."""

    class Typed(Message):
        """A letter, digit or # typed on a list that hands letters on (to a search line, as a rule)."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Failed(Message):
        """A page could not be read."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self,
        columns: Sequence[Column],
        provider: RowProvider | None = None,
        *,
        empty: str = "",
        type_ahead: bool = False,
        page_size: int = 100,
        id: str | None = None,  # noqa: A002  # Textual's own word
    ) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.provider = provider
        self.empty = empty
        self.type_ahead = type_ahead
        self.rows = RowWindow(page_size=page_size)
        self.cursor = 0
        self.top = 0
        self._wanted: int | None = None
        self._seen: Hashable = None
        self._pages = Jobs(self)
        self._styles_now: dict[str, Style] = {}
        self._dress = (self.columns, empty)  # as the rows that are here were fetched for
        self._drawn: OrderedDict[tuple[object, ...], Strip] = OrderedDict()

    # What others ask for.

    def show(self, provider: RowProvider, *, keep: Hashable = None) -> None:
        """Another set of rows (a new search): the cursor on the first, or on record `keep` if it is near."""
        self.provider = provider
        self._ask(PageRequest(self.rows.page_size, edge="start"), lambda page: self._started(page, keep))

    def reload(self) -> None:
        """The same rows again, after others changed them; the cursor stays on its record."""
        row = self.current
        if row is None:
            if self.provider is not None:
                self.show(self.provider)
            return
        half = self.rows.page_size
        provider = self.provider

        def around() -> tuple[Page, Page]:
            assert provider is not None  # noqa: S101  # there is a row, so there was a provider
            before = provider.fetch(PageRequest(half, before=row.key))
            return before, provider.fetch(PageRequest(half, after=row.key, inclusive=True))

        self._pages.run("page", around, lambda pages: self._reloaded(row, *pages), self._failed)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows.row(self.cursor)

    @property
    def count_text(self) -> str:
        """How many rows there are, as far as it was looked: "57", or "1 000+" up to the cursor's page."""
        known = self.rows.at_end and self.rows.at_start
        count = len(self.rows) if known else self.rows.page_end(self.cursor)
        return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}") + ("" if known else "+")

    # Keys and the mouse.

    def action_move(self, by: int) -> None:
        self._go((self.cursor if self._wanted is None else self._wanted) + by)

    def action_page(self, by: int) -> None:
        step = max(1, self._height - 1) * by
        self._go((self.cursor if self._wanted is None else self._wanted) + step, roll=step)

    def action_first(self) -> None:
        if self.rows.at_start:
            self._go(0)
        else:
            self._ask(PageRequest(self.rows.page_size, edge="start"), self._started)

    def action_last(self) -> None:
        if self.rows.at_end:
            self._go(len(self.rows) - 1)
        else:
            self._ask(PageRequest(self.rows.page_size, edge="end"), self._ended)

    def action_pick(self) -> None:
        if (row := self.current) is not None:
            self.post_message(self.Picked(self, row))

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        letter = character in TAG_SIGNS or (character is not None and character.isalnum() and len(key) == 1)
        return self.type_ahead and letter

    def on_key(self, event: events.Key) -> None:
        if self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(event.character or ""))

    def on_click(self, event: events.Click) -> None:
        number = self.top + event.y - 1
        if event.y == 0 or number >= len(self.rows):
            return
        if number == self.cursor and event.chain > 1:
            self.action_pick()
        else:
            self._go(number)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3)

    def on_focus(self) -> None:
        self._paint(self.cursor)

    on_blur = on_focus

    def on_mount(self) -> None:
        if self.provider is not None:
            self.show(self.provider)

    def on_resize(self) -> None:
        self._drawn.clear()
        self._keep_in_sight()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn.clear()
        self._styles_now.clear()

    # Movement.

    @property
    def _height(self) -> int:
        return max(1, self.size.height - 1)

    def _go(self, number: int, *, roll: int = 0) -> None:
        """Puts the cursor on a row; one that is not read yet is reached as its page comes."""
        last = len(self.rows) - 1
        self._wanted = None
        if (number > last and not self.rows.at_end) or (number < 0 and not self.rows.at_start):
            self._wanted = number
        before, top = self.cursor, self.top
        self.cursor = max(0, min(number, last))
        self.top += roll
        self._keep_in_sight()
        if self.top != top:
            self.refresh()
        elif before != self.cursor:
            self._paint(before)
            self._paint(self.cursor)
        self._tell()
        self._read_ahead()

    def _keep_in_sight(self) -> None:
        """At an edge the list moves by a third of its height: fewer repaints of the whole on a thin line."""
        height, leap = self._height, max(1, self._height // 3)
        if self.cursor < self.top:
            self.top = max(0, min(self.cursor, self.top - leap))
        elif self.cursor >= self.top + height:
            self.top = max(self.cursor - height + 1, self.top + leap)
        self.top = max(0, min(self.top, len(self.rows) - height))

    def _tell(self) -> None:
        row = self.current
        seen = None if row is None else row.id
        if seen != self._seen:
            self._seen = seen
            self.post_message(self.Moved(self, row))

    def _paint(self, number: int) -> None:
        y = number - self.top + 1
        if 1 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    # Reading.

    def _ask(self, request: PageRequest, then: Any) -> None:
        provider = self.provider
        if provider is not None:
            self._pages.run("page", lambda: provider.fetch(request), then, self._failed)

    def _failed(self, error: Exception) -> None:
        self._wanted = None
        self.post_message(self.Failed(error))

    def _started(self, page: Page, keep: Hashable = None) -> None:
        painted = self._picture()
        self.rows.restart(page, at_start=True, at_end=not page.more)
        self.cursor = (self.rows.number_of(keep) or 0) if keep is not None else 0
        self.top = 0
        self._settled(painted)

    def _ended(self, page: Page) -> None:
        painted = self._picture()
        self.rows.restart(page, at_start=not page.more, at_end=True)
        self.cursor = max(0, len(self.rows) - 1)
        self._settled(painted)

    def _reloaded(self, row: Row, before: Page, after: Page) -> None:
        painted, line_of_cursor = self._picture(), self.cursor - self.top
        self.rows.restart(
            Page(before.rows + after.rows, False), at_start=not before.more, at_end=not after.more
        )
        found = self.rows.number_of(row.id)
        self.cursor = min(len(before.rows), max(0, len(self.rows) - 1)) if found is None else found
        self.top = max(0, self.cursor - line_of_cursor)
        self._settled(painted)

    def _picture(self) -> list[object]:
        """What each line shows; of two pictures only the lines that differ are painted again."""
        lines: list[object] = [(self.count_text, self.rows.loaded)]
        for number in range(self.top, self.top + self._height):
            row = self.rows.row(number)
            shown = (row.id, row.cells, row.sign, row.style, row.inks) if row else None
            lines.append((shown or (self.rows.loaded, len(self.rows) == 0), number == self.cursor))
        return lines

    def _settled(self, painted: list[object]) -> None:
        self._drawn.clear()
        self._keep_in_sight()
        dress = (self.columns, self.empty)
        if dress != self._dress:
            self._dress = dress
            self.refresh()
        for y, (before, now) in enumerate(zip(painted, self._picture(), strict=True)):
            if before != now:
                self.refresh(Region(0, y, self.size.width, 1))
        self._seen = None
        self._tell()
        if self.current is None:
            self.post_message(self.Moved(self, None))
        self._read_ahead()

    def _read_ahead(self) -> None:
        """Asks for the next page that is missing near the cursor, one at a time."""
        missing = self.rows.missing(self.cursor)
        if missing is None or self._pages.busy("page"):
            return
        if isinstance(missing, int):
            index = missing
            self._ask(self.rows.request_for(index), lambda page: self._refilled(index, page))
        elif missing.after is not None:
            self._ask(missing, self._came_below)
        else:
            self._ask(missing, self._came_above)

    def _refilled(self, index: int, page: Page) -> None:
        if not self.rows.refill(index, page):
            self.reload()
            return
        self.refresh()
        self._after_page()

    def _came_below(self, page: Page) -> None:
        seen_before = len(self.rows)
        self.rows.extend_down(page)
        if seen_before < self.top + self._height:
            self.refresh()
        elif self.rows.at_end:
            # The count in the heading grows with the next repaint; its end is told at once.
            self.refresh(Region(0, 0, self.size.width, 1))
        self._after_page()

    def _came_above(self, page: Page) -> None:
        shift = self.rows.extend_up(page)
        self.cursor += shift
        self.top += shift
        if self._wanted is not None:
            self._wanted += shift
        self._after_page()

    def _after_page(self) -> None:
        self.rows.release_far(self.cursor)
        if self._wanted is not None:
            self._go(self._wanted)
        else:
            self._tell()
            self._read_ahead()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            return self._head(width)
        number = self.top + y - 1
        row = self.rows.row(number)
        if row is None:
            text = f"   {self.empty}" if y == 1 and self.rows.loaded and not len(self.rows) else ""
            return Strip([Segment(fit(text, width), self.rich_style)], width)
        mark = ("cursor" if self.has_focus else "blur") if number == self.cursor else ""
        key = (number, row.id, mark, width)
        strip = self._drawn.get(key)
        if strip is None:
            strip = self._drawn[key] = self._draw(row, mark, width)
            if len(self._drawn) > DRAWN:
                self._drawn.popitem(last=False)
        return strip

    def _draw(self, row: Row, mark: str, width: int) -> Strip:
        pointer = "›" if mark == "cursor" else " "
        text = f"{pointer}{fit(row.sign, 1)} {line(self._dress[0], row.cells, width - 3)}"
        inks = () if mark or not row.inks else line_inks(self._dress[0], row.cells, row.inks, width - 3, 3)
        return inked(self, text, self._style_of(mark or row.style), inks)

    def _style_of(self, name: str) -> Style:
        style = self._styles_now.get(name)
        if style is None:
            style = self.get_component_rich_style(f"list--{name}") if name else self.rich_style
            self._styles_now[name] = style
        return style

    def _head(self, width: int) -> Strip:
        count = self.count_text if self.rows.loaded else _("reading…")
        room = width - cell_len(count) - 1
        titles = fit(f"   {heading(self._dress[0], width - 3, room - 3)}", room)
        return Strip([Segment(f"{titles} {count}", self._style_of("head"))], width)
