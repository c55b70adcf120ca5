"""What the top line tells of the office: whose it is, who waits to be called back, how the PBX stands."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.screens.ringing import may_be_rung
from crm_tui.usecases.journal import PbxState, pbx_state
from crm_tui.usecases.missed_calls import count_missed
from crm_tui.usecases.own_entities import list_own_entities
from crm_tui.widgets.jobs import Jobs

if TYPE_CHECKING:
    from textual.timer import Timer

    from crm_tui.app import CrmApp

REST_SECONDS = 0.5

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
        self._soon: Timer | None = None

    def look_soon(self) -> None:
        """Looks when the notes of a call have gone by: its pop-up comes first."""
        if self._soon is None:
            self._soon = self._app.set_timer(REST_SECONDS, self.look)

    def look(self) -> None:
        """Reads firm, missed callers and PBX in a thread and shows them."""
        office, self._soon = self._app.office, None

        def read() -> tuple[str, int, PbxState]:
            firms = office.call(list_own_entities)
            waiting = office.call(count_missed) if may_be_rung(office) else 0
            name = one_line(firms[0].fields.short_name) if firms else ""
            return name, waiting, office.call(pbx_state)

        self._jobs.run("office", read, lambda found: self._show(*found), lambda _error: None)

    def _show(self, firm: str, waiting: int, state: PbxState) -> None:
        # An office that never had a listener is not told that its line is down.
        known = state.state != "down" or state.last_packet_at or self._app.settings.pbx.host
        pbx = _(PBX.get(state.state, PBX["down"])) if known else ""
        missed = _("Missed: {n}").format(n=waiting) if waiting else ""
        self._app.surround(replace(self._app.around, firm=firm, missed=missed, pbx=pbx))
