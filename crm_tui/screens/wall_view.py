"""What the wall view shows, as ready lines: a pure function of what was read, the moment and the room."""

from collections.abc import Sequence
from datetime import datetime

from crm_tui.i18n import _
from crm_tui.screens.client_words import one_line
from crm_tui.screens.presence_words import SIGNS, STATES, line_words, wait_words
from crm_tui.usecases.presence import Colleague, Colleagues
from crm_tui.usecases.queues import QueueRow
from crm_tui.widgets.big_figures import ROWS, big_figures
from crm_tui.widgets.columns import fit
from crm_tui.widgets.line_view import Line

ACROSS = 3
FEWEST_FOR_PEOPLE = 6
"""Lines kept for the colleagues below the figures."""


def wall_lines(row: QueueRow, people: Colleagues, now: datetime, width: int, height: int) -> list[Line]:
    """Six figures in two rows, then the colleagues by state; never more than `height` lines."""
    if width < ACROSS or height < 1:
        return []
    tiles = _tiles(row, now, known=people.line.known)
    room = max(ROWS, (height - FEWEST_FOR_PEOPLE) // 2 - 2)
    lines: list[Line] = []
    for begin in range(0, len(tiles), ACROSS):
        lines += _tile_row(tiles[begin : begin + ACROSS], width, room)
    return [*lines, *_people_lines(people, now, width, max(0, height - len(lines)))][:height]


Tile = tuple[str, str, bool]
"""The title, the figure, and whether it calls for somebody."""


def _tiles(row: QueueRow, now: datetime, *, known: bool) -> list[Tile]:
    waits = bool(row.waiting)
    share = "-" if row.lost_share is None else f"{row.lost_share}%"
    return [
        (_("Waiting"), str(len(row.waiting)) if known else "?", waits),
        (_("Longest wait"), wait_words(row.longest_since, now) or ("-" if known else "?"), waits),
        (_("Free staff"), "?" if row.free is None else str(row.free), row.free == 0 and waits),
        (_("Answered today"), str(row.answered), False),
        (_("Lost today"), str(row.lost), False),
        (_("Lost share"), share, False),
    ]


def _tile_row(tiles: Sequence[Tile], width: int, room: int) -> list[Line]:
    each = width // ACROSS
    blocks = [big_figures(figure, each - 2, room) for _title, figure, _calls in tiles]
    high = max(map(len, blocks))
    style = "warning" if any(calls for _title, _figure, calls in tiles) else "strong"
    titles = "".join(
        fit((f"! {title}" if calls else title).center(each - 2), each) for title, _f, calls in tiles
    )
    lines = [Line(titles, "muted")]
    for number in range(high):
        parts = [block[number] if number < len(block) else "" for block in blocks]
        lines.append(Line("".join(fit(part, each) for part in parts), style))
    return [*lines, Line("")]


def _people_lines(people: Colleagues, now: datetime, width: int, room: int) -> list[Line]:
    if trouble := line_words(people.line, now):
        return [Line(fit(f" ? {trouble}", width), "warning")][:room]
    lines = []
    for state, words in STATES.items():
        names = [one for one in people.rows if one.state is state]
        if names:
            head = f" {SIGNS[state]} {_(words)} ({len(names)}): "
            lines.append(Line(fit(head + _names(names, width - len(head)), width)))
    return lines[:room]


def _names(people: Sequence[Colleague], room: int) -> str:
    """As many names as fit, then how many more there are."""
    names = [one_line(one.name) for one in people]
    for shown in range(len(names), 0, -1):
        text = ", ".join(names[:shown]) + (f" +{len(names) - shown}" if shown < len(names) else "")
        if len(text) <= room:
            return text
    return f"+{len(names)}"
