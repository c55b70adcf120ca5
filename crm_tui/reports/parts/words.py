"""Values of a report as people read them."""

from collections.abc import Callable
from typing import Any

from crm_tui.domain.kyiv import format_date, format_duration, format_moment
from crm_tui.domain.money import format_money
from crm_tui.domain.text import clean
from crm_tui.reports.parts.shapes import ValueKind


def in_words(value: Any, kind: ValueKind) -> str:
    """The value in one harmless line; nothing for None."""
    if value is None:
        return ""
    make = _WORDS.get(kind)
    return clean(str(value)) if make is None else make(value)


_WORDS: dict[ValueKind, Callable[[Any], str]] = {
    ValueKind.TIME: lambda milliseconds: format_duration(milliseconds / 1000),
    ValueKind.MONEY: format_money,
    ValueKind.SHARE: "{:.1%}".format,
    ValueKind.DATE: format_date,
    ValueKind.MOMENT: format_moment,
}
