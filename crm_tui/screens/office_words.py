"""What the top line tells of the office: whose it is and how the PBX stands; read again when that changes."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.journal import PbxState, pbx_state
from crm_tui.usecases.office_settings import list_own_entities
from crm_tui.widgets.jobs import Jobs

if TYPE_CHECKING:
    from crm_tui.app import CrmApp

PBX = {
    "up": N_("PBX ✓"),
    "connecting": N_("PBX …"),
    "down": N_("PBX: no line"),
    "refused": N_("PBX: refuses the password"),
}


class OfficeWords:
    """Keeps the top line of an app in step with the office."""

    def __init__(self, app: "CrmApp") -> None:
        self._app = app
        self._jobs = Jobs(app)

    def look(self) -> None:
        """Reads firm and PBX in a thread and shows them."""
        office = self._app.office

        def read() -> tuple[str, PbxState]:
            firms = office.call(list_own_entities)
            return (one_line(firms[0].fields.short_name) if firms else ""), office.call(pbx_state)

        self._jobs.run("office", read, lambda found: self._show(*found), lambda _error: None)

    def _show(self, firm: str, state: PbxState) -> None:
        # An office that never had a listener is not told that its line is down.
        known = state.state != "down" or state.last_packet_at or self._app.settings.pbx.host
        pbx = _(PBX.get(state.state, PBX["down"])) if known else ""
        self._app.surround(replace(self._app.around, firm=firm, pbx=pbx))
