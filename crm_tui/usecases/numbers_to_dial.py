"""Which numbers stand behind a row of any list: whom the dialling key would ring (X18)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, literal, select

from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import PHONE, PLACE, USE
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import CLIENT, CONTACT, client_name, fetch, must, named
from crm_tui.usecases.shapes import Named

MOST = 100
"""Numbers of one client that are offered."""


@dataclass(frozen=True, slots=True)
class NumberToDial:
    """A number with whom it reaches; `number` is E.164, for a call also what the PBX gave."""

    number: str
    client: Named | None
    contact: Named | None
    position: str


@requires(Permission.CALLS_CALL_CONTROL)
def numbers_to_dial(
    unit: Unit, *, client_id: int | None = None, contact_id: int | None = None, call_id: int | None = None
) -> tuple[NumberToDial, ...]:
    """The number of a call, else all of a client: those of `contact_id` first, then of the main contact."""
    if call_id is not None:
        call = select(
            CALL.c.number, CALL.c.e164, CALL.c.client_id, CALL.c.contact_id,
            client_name().label("client_name"), CONTACT.c.full_name, literal("").label("position"),
        ).select_from(
            CALL.outerjoin(CLIENT, CLIENT.c.id == CALL.c.client_id)
            .outerjoin(CONTACT, CONTACT.c.id == CALL.c.contact_id)
        )  # fmt: skip
        row = must(next(iter(fetch(unit, call.where(CALL.c.id == call_id))), None), _("call"), call_id)
        return (_choice(row.e164 or row.number, row),) if row.e164 or row.number else ()
    phones = (
        select(
            PHONE.c.e164, PLACE.c.client_id, PLACE.c.contact_id, client_name().label("client_name"),
            CONTACT.c.full_name, PLACE.c.position,
        )
        .select_from(
            PLACE.join(USE, USE.c.contact_id == PLACE.c.contact_id)
            .join(PHONE, PHONE.c.id == USE.c.phone_id)
            .join(CONTACT, CONTACT.c.id == PLACE.c.contact_id)
            .join(CLIENT, CLIENT.c.id == PLACE.c.client_id)
        )
        .where(PLACE.c.client_id == client_id)
        .order_by(
            case((PLACE.c.contact_id == contact_id, 0), else_=1), PLACE.c.main.desc(), PLACE.c.id, USE.c.id
        )
        .limit(MOST)
    )  # fmt: skip
    return tuple(_choice(row.e164, row) for row in fetch(unit, phones))


def _choice(number: str, row: Row[Any]) -> NumberToDial:
    return NumberToDial(
        number=number,
        client=named(row.client_id, row.client_name),
        contact=named(row.contact_id, row.full_name),
        position=row.position or "",
    )
