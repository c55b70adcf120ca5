"""Text painted with inks."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.widgets.inks import COLOURS, Ink


def ink_style(widget: Widget, colour: str) -> Style:
    """How inked characters look on the theme that is on, to be laid over the style of their line."""
    theme = widget.app.current_theme
    dark, light, ansi = COLOURS[colour]
    return Style(color=ansi if theme.ansi else dark if theme.dark else light, bold=True)


def inked(widget: Widget, text: str, style: Style, inks: Sequence[Ink]) -> Strip:
    """The text as a strip in its style, the inked characters in their colours."""
    segments, at = [], 0
    for ink in inks:
        segments.append(Segment(text[at : ink.start], style))
        segments.append(Segment(text[ink.start : ink.end], style + ink_style(widget, ink.colour)))
        at = ink.end
    segments.append(Segment(text[at:], style))
    return Strip([one for one in segments if one.text], cell_len(text))
