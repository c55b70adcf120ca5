"""Recordings of calls: where they lie and who may hear them; each hearing is logged (X17)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.recording import is_address, recording_place, template_problem
from crm_tui.i18n import _
from crm_tui.store import audit
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import EMPLOYEE, LEG, fetch, must, named
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording of a call by the settings' template; whether the file is there only the disk knows.

    `outdated`: older than the days for which the office keeps recordings.
    """

    call_id: int
    place: str
    address: bool
    extension: str
    employee: Named | None
    began_at: datetime
    outdated: bool


@requires(Permission.CALLS_RECORDING_HEAR)
def recordings(unit: Unit, *, call_id: int) -> tuple[Recording, ...]:
    """The recordings of a call, one for each place that the template gives; empty when nobody talked.

    One's own calls; others' with the right `calls:recording:hear_others`, else Forbidden. Refused without a
    (good) template.
    """
    template = _template(unit)
    call = must(next(iter(fetch(unit, select(CALL).where(CALL.c.id == call_id))), None), _("call"), call_id)
    legs = fetch(
        unit,
        select(LEG, EMPLOYEE.c.full_name)
        .select_from(LEG.outerjoin(EMPLOYEE, EMPLOYEE.c.id == LEG.c.employee_id))
        .where(LEG.c.call_id == call_id, LEG.c.talk_began_at.is_not(None))
        .order_by(LEG.c.talk_began_at, LEG.c.id),
    )
    _refuse_strangers(unit, [leg.employee_id for leg in legs])
    found: dict[str, Recording] = {}
    for leg in legs:
        place = recording_place(
            template,
            linkedid=call.key,
            uniqueid=leg.channel_uid,
            extension=leg.extension,
            began_at=call.started_at,
        )
        if place is not None:
            found.setdefault(place, _recording(unit, call, leg, place))
    return tuple(found.values())


@requires(Permission.CALLS_RECORDING_HEAR, writes=True)
def hear_recording(unit: Unit, *, call_id: int, place: str) -> None:
    """Puts into the log that the actor played or copied a recording; refused as `recordings` refuses."""
    if place not in {one.place for one in recordings(unit, call_id=call_id)}:
        raise Refused(_("Call {id} has no such recording").format(id=call_id))
    unit.entries.append(audit.Entry("read", "call", str(call_id), {"recording": (None, place)}))


def _template(unit: Unit) -> str:
    template = unit.settings.pbx.recording
    if not template:
        raise Refused(_("Recordings are not set up: setting pbx.recording, see docs/pbx.md"))
    if template_problem(template):
        raise Refused(_("The setting pbx.recording is wrong; `crm-tui config check` says why"))
    return template


def _refuse_strangers(unit: Unit, talked: list[int | None]) -> None:
    if talked and unit.actor.id not in talked:
        if unit.actor.system or allowed(unit.actor, Permission.CALLS_RECORDING_HEAR_OTHERS):
            return
        raise Forbidden(_("You may hear only the calls in which you talked"))


def _recording(unit: Unit, call: Row[Any], leg: Row[Any], place: str) -> Recording:
    days = unit.settings.pbx.recording_days
    return Recording(
        call_id=call.id,
        place=place,
        address=is_address(unit.settings.pbx.recording),
        extension=leg.extension,
        employee=named(leg.employee_id, leg.full_name),
        began_at=call.started_at,
        outdated=bool(days) and unit.now - call.started_at > timedelta(days=days),
    )
