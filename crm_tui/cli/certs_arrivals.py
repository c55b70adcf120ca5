"""`crm-tui certs arrivals`: what came through the watched folders, when, from where, what became of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json, Limit
from crm_tui.cli.output import Column, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.arrivals import ArrivalState
from crm_tui.i18n import N_, _

if TYPE_CHECKING:
    from crm_tui.usecases.certificate_arrivals import ArrivalRow

STATES = {
    ArrivalState.WAITING: N_("waits"),
    ArrivalState.TAKEN: N_("taken in"),
    ArrivalState.REFUSED: N_("refused"),
    ArrivalState.GONE: N_("gone before it was read"),
}


def arrivals(
    state: Annotated[
        ArrivalState | None, typer.Option("--state", help=_("Only those of this state."))
    ] = None,
    as_json: Json = False,
    limit: Limit = 100,
) -> None:
    from crm_tui.usecases.certificate_arrivals import list_arrivals

    rows, after = list["ArrivalRow"](), None
    with the_office() as office:
        while len(rows) < limit:
            page = office.call(list_arrivals, state=state, after=after, limit=limit - len(rows))
            rows += page.rows
            after = page.after
            if after is None:
                break
    show_rows(rows, _columns(), as_json=as_json)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("no."), lambda row: row.id, right=True),
        Column(_("came"), lambda row: row.seen_at),
        Column(_("from"), lambda row: row.department),
        Column(_("file"), lambda row: row.name),
        Column(_("state"), lambda row: _(STATES[row.state])),
        Column(_("certificates"), lambda row: row.certificates, right=True),
        Column(_("new"), lambda row: row.new, right=True),
        Column(_("of no client"), lambda row: row.unknown, right=True),
        Column(_("sets completed"), lambda row: row.sets, right=True),
        Column(_("why"), lambda row: row.why),
    )
