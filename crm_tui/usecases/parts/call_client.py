"""How a call comes to its client: by the only owner of the number or a person's choice, never by a guess."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.kinds import ClientCertainty
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallerChoice, ClientContact, ContactPhone, Phone
from crm_tui.usecases.parts.core import CLIENT, core, fetch

PHONE, USE, PLACE = core(Phone), core(ContactPhone), core(ClientContact)
OWNERS = PHONE.join(USE, USE.c.phone_id == PHONE.c.id).join(PLACE, PLACE.c.contact_id == USE.c.contact_id)

_SELECT_OWNERS = (
    select(PLACE.c.client_id, PLACE.c.contact_id)
    .select_from(OWNERS.join(CLIENT, CLIENT.c.id == PLACE.c.client_id))
    .where(PHONE.c.e164 == bindparam("number"), CLIENT.c.deleted_at.is_(None))
    .order_by(PLACE.c.main.desc(), PLACE.c.id)
)
_SELECT_NUMBERS = (
    select(PHONE.c.e164)
    .select_from(PHONE.join(USE, USE.c.phone_id == PHONE.c.id))
    .where(USE.c.contact_id == bindparam("contact", type_=BigInteger))
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The client and contact of a number; both None unless exactly one client has it."""

    client_id: int | None
    contact_id: int | None
    certainty: ClientCertainty


NOBODY = Resolved(None, None, ClientCertainty.NONE)


def resolve(unit: Unit, number: str | None) -> Resolved:
    """Whose number this is: the only client that has it, or nobody when none or several do."""
    owners = fetch(unit, _SELECT_OWNERS, number=number) if number else []
    clients = {row.client_id for row in owners}
    if len(clients) != 1:
        return NOBODY
    contacts = {row.contact_id for row in owners}
    contact = owners[0].contact_id if len(contacts) == 1 else None
    return Resolved(owners[0].client_id, contact, ClientCertainty.ONLY)


def contact_with(unit: Unit, client_id: int, number: str | None) -> int | None:
    """The client's only contact that has the number."""
    owners = fetch(unit, _SELECT_OWNERS, number=number) if number else []
    contacts = {row.contact_id for row in owners if row.client_id == client_id}
    return contacts.pop() if len(contacts) == 1 else None


def show_client_on_calls(unit: Unit, numbers: Iterable[str]) -> int:
    """After a change of numbers: calls of them that have no client yet get it, if exactly one has the number.

    What was settled before stays. Answers how many calls changed.
    """
    changed = 0
    for number in sorted(set(numbers)):
        found = resolve(unit, number)
        if found.client_id is None:
            continue
        calls = unit.session.exec(
            select_rows(Call).where(col(Call.e164) == number, col(Call.client_id).is_(None))
        )
        for call in calls.all():
            unit.change(
                call, client_id=found.client_id, contact_id=found.contact_id, certainty=found.certainty
            )
            unit.notify("calls", call.id)
            changed += 1
    return changed


def numbers_of(unit: Unit, contact_id: int) -> list[str]:
    """All numbers of a contact in E.164."""
    return [row.e164 for row in fetch(unit, _SELECT_NUMBERS, contact=contact_id)]


def choose(unit: Unit, call: Call, *, client_id: int, contact_id: int | None) -> None:
    """A person says whose call it is; the choice stands first when the number calls again (S36)."""
    unit.change(call, client_id=client_id, contact_id=contact_id, certainty=ClientCertainty.CHOSEN)
    unit.notify("calls", call.id)
    if call.e164 is None:
        return
    known = unit.session.get(CallerChoice, call.e164)
    if known is None:
        known = CallerChoice(e164=call.e164, client_id=client_id, chosen_at=unit.now)
        known.contact_id, known.employee_id = contact_id, unit.actor.id
        unit.add(known)
    else:
        values = {"client_id": client_id, "contact_id": contact_id, "employee_id": unit.actor.id}
        unit.change(known, chosen_at=unit.now, **values)
