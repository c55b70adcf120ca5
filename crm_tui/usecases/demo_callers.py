"""Who may call in the demo: numbers of clients out of the demo office itself."""

from dataclasses import dataclass

from sqlalchemy import func, select

from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import PHONE, PLACE, USE
from crm_tui.usecases.parts.core import CLIENT, CLIENT_SERVICE, fetch

LOOKED_AT = 2_000
"""The first numbers of the store; enough of each kind are among them."""


@dataclass(frozen=True, slots=True)
class DemoCallers:
    """Numbers of one client each, best known first, and numbers that several clients share."""

    known: tuple[str, ...]
    shared: tuple[str, ...]


@requires(Permission.CLIENTS_CLIENT_READ)
def demo_callers(unit: Unit) -> DemoCallers:
    """Numbers whose callers make a telling demo: clients with services, and contacts of several clients."""
    clients = func.count(PLACE.c.client_id.distinct()).label("clients")
    services = func.count(CLIENT_SERVICE.c.id.distinct()).label("services")
    joined = (
        PHONE.join(USE, USE.c.phone_id == PHONE.c.id)
        .join(PLACE, PLACE.c.contact_id == USE.c.contact_id)
        .join(CLIENT, CLIENT.c.id == PLACE.c.client_id)
        .outerjoin(CLIENT_SERVICE, CLIENT_SERVICE.c.client_id == CLIENT.c.id)
    )
    statement = (
        select(PHONE.c.e164, clients, services)
        .select_from(joined)
        .where(PHONE.c.id <= LOOKED_AT, CLIENT.c.deleted_at.is_(None))
        .group_by(PHONE.c.e164)
        .order_by(services.desc(), PHONE.c.e164)
    )
    rows = fetch(unit, statement)
    return DemoCallers(
        known=tuple(row.e164 for row in rows if row.clients == 1),
        shared=tuple(row.e164 for row in rows if row.clients > 1),
    )
