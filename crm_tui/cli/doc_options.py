"""Options that the commands of `doc`, `payments` and `firms` share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office

Number = Annotated[int, typer.Argument(metavar="ID", help=_("The paper's number in `doc list`."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why; it stands in the history."))]
Places = Annotated[
    list[int], typer.Option("--line", metavar="N", help=_("Which line, 1 is the first; several."))
]
Own = Annotated[str | None, typer.Option("--own", metavar="CODE", help=_("Tax code or #id of the own firm."))]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="WHAT", help=_("CODE of a service, CODE*2, CODE*2=1500, Words=400.")),
]
Day = Annotated[str | None, typer.Option("--day", metavar="DAY", help=_("Its day, else today."))]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help=_("Until when it holds."))]
Contract = Annotated[str | None, typer.Option("--ground", help=_("The contract that it names."))]
Note = Annotated[str | None, typer.Option("--note", help=_("More words."))]
Budget = Annotated[bool, typer.Option("--budget", help=_("A contract with a budget institution."))]
Out = Annotated[Path | None, typer.Option("-o", metavar="FILE", help=_("Write it here: .pdf, or .txt."))]


def own_id(office: "Office", code: str | None) -> int | None:
    """The own firm that a tax code or #id names; Refused when there is none, or several."""
    from crm_tui.usecases.own_entities import list_own_entities

    if not code:
        return None
    rows = office.call(list_own_entities, with_inactive=True)
    found = [row.id for row in rows if code in {row.fields.tax_code, f"#{row.id}"}]
    if len(found) != 1:
        raise Refused(_("{code} is no own firm; `crm-tui firms list` shows them").format(code=code))
    return found[0]
