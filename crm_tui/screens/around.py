"""What the top line tells besides the screen's name: the firm, the person, how the PBX stands."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.journal import pbx_state
from crm_tui.usecases.office_settings import list_own_entities

if TYPE_CHECKING:
    from crm_tui.app import CrmApp
    from crm_tui.usecases.office import Office

PBX = {
    "up": N_("PBX ✓"),
    "down": N_("PBX: no line"),
    "refused": N_("PBX: refused"),
}


def look_around(app: "CrmApp") -> None:
    """Reads the firm and the state of the PBX in a thread and shows them on every screen."""
    office = app.office
    app.jobs.run("around", lambda: _read(office), lambda found: _show(app, *found), app.not_done)


def _read(office: "Office") -> tuple[str, str]:
    firms = office.call(list_own_entities)
    firm = one_line(firms[0].fields.short_name or firms[0].fields.full_name) if firms else ""
    state = office.call(pbx_state)
    # An office that has never had a listener is not told that its line is down.
    return firm, state.state if state.since is not None else ""


def _show(app: "CrmApp", firm: str, state: str) -> None:
    pbx = _(PBX[state]) if state in PBX else ""
    app.surround(replace(app.around, firm=firm, pbx=pbx))
