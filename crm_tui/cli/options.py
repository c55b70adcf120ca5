"""Options and arguments that many commands share."""

from datetime import date, datetime
from typing import Annotated

import typer

from crm_tui.i18n import _

Json = Annotated[bool, typer.Option("--json", help=_("Print JSON with stable keys instead of a table."))]
Limit = Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_("At most so many rows."))]


def noun() -> typer.Typer:
    """An empty noun, to hold its verbs."""
    return typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def as_date(text: str | None) -> date | None:
    """A day as YYYY-MM-DD or DD.MM.YYYY; empty is None."""
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day of Kyiv has no offset
        except ValueError:
            continue
    raise typer.BadParameter(_("{text} is not a day; write 2026-03-31 or 31.03.2026").format(text=text))
