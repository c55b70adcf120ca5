"""The catalogue that comes with the program, put into the office's own."""

from sqlmodel import select

from crm_tui.domain.permissions import Permission
from crm_tui.store.catalogue import shipped_services
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Service
from crm_tui.usecases.base import requires
from crm_tui.usecases.services import add_service


@requires(Permission.SERVICES_CATALOGUE_EDIT, writes=True)
def fill_catalogue(unit: Unit) -> int:
    """Adds the shipped services whose codes the office does not have, and says how many.

    What the office has stays as it is, also where it stands in the tree.
    """
    known = {service.code: service.id for service in unit.session.exec(select(Service))}
    before = len(known)
    for one in shipped_services():
        if one.code not in known:
            added = add_service(
                unit,
                code=one.code,
                name=one.name,
                group=one.group,
                parent_id=known.get(one.parent or ""),
                has_term=one.has_term,
                reminder_days=one.reminder_days,
                later_reminders=one.later_reminders,
                period_months=one.months,
                renewal=one.renewal,
                unit_name=one.unit,
            )
            known[one.code] = added.id
    return len(known) - before
