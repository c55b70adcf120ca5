"""Options and arguments that many commands share."""

from datetime import date, datetime
from typing import Annotated

import typer

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _


def noun() -> typer.Typer:
    """An empty noun, to hold its verbs."""
    return typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def a_day(text: str) -> date:
    """A day as YYYY-MM-DD or DD.MM.YYYY; Refused otherwise."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  # a day of Kyiv has no offset
        except ValueError:
            continue
    raise Refused(_("{text} is not a day; write 2026-03-31 or 31.03.2026").format(text=text))


Json = Annotated[bool, typer.Option("--json", help=_("Print JSON with stable keys instead of a table."))]
Limit = Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_("At most so many rows."))]
Client = Annotated[str | None, typer.Option("--client", metavar="CODE", help=_("Tax code, or #id."))]
Since = Annotated[
    date | None,
    typer.Option("--since", metavar="DAY", parser=a_day, help=_("From this day on (2026-03-01).")),
]
Until = Annotated[
    date | None, typer.Option("--until", metavar="DAY", parser=a_day, help=_("Up to this day, it included."))
]
WhileScreens = Annotated[
    float | None,
    typer.Option("--while-screens", metavar="MINUTES", help=_("End so long after the last screen.")),
]
