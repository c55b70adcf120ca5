"""Cards that may be the same client, shown before saving: a warning with a link, never a block (X1)."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, select

from crm_tui.domain.clients import ClientDraft
from crm_tui.domain.permissions import Permission
from crm_tui.domain.phone_list import parse_phones
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.store.near_names import near_names
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import OWNERS, PHONE, PLACE
from crm_tui.usecases.parts.core import CLIENT, client_name, fetch
from crm_tui.usecases.shapes import Named


class SameBy(StrEnum):
    """By what two cards look like one client's."""

    TAX_CODE = "tax_code"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A card that may be the same client; `likeness` is 1 for a code or a number, 0.85..1 for a name."""

    client: Named
    tax_code: str
    why: SameBy
    likeness: float


_COLUMNS = (CLIENT.c.id, client_name().label("name"), CLIENT.c.tax_code, CLIENT.c.sort_key)
_BY_CODE = (
    select(*_COLUMNS)
    .where(CLIENT.c.tax_code == bindparam("code"), CLIENT.c.deleted_at.is_(None))
    .order_by(CLIENT.c.sort_key, CLIENT.c.id)
    .limit(20)
)
_BY_PHONE = (
    select(*_COLUMNS)
    .select_from(OWNERS.join(CLIENT, CLIENT.c.id == PLACE.c.client_id))
    .where(PHONE.c.e164.in_(bindparam("numbers", expanding=True)), CLIENT.c.deleted_at.is_(None))
    .distinct()
    .order_by(CLIENT.c.sort_key, CLIENT.c.id)
    .limit(20)
)


@requires(Permission.CLIENTS_CLIENT_READ)
def duplicates_of(
    unit: Unit, *, draft: ClientDraft, phones: tuple[str, ...] = (), except_id: int | None = None
) -> tuple[Duplicate, ...]:
    """Other cards with the same code, one of the numbers, or a nearly equal name; each once, surest first."""
    found: dict[int, Duplicate] = {}
    code = read_tax_code(draft.tax_code).code
    for row in fetch(unit, _BY_CODE, code=code) if code else []:
        found[row.id] = Duplicate(Named(row.id, row.name), row.tax_code, SameBy.TAX_CODE, 1.0)
    numbers = [
        phone.e164
        for text in (*draft.phones, *phones)
        for phone in parse_phones(text, unit.settings.pbx.city_code)
        if phone.e164
    ]
    for row in fetch(unit, _BY_PHONE, numbers=numbers) if numbers else []:
        found.setdefault(row.id, Duplicate(Named(row.id, row.name), row.tax_code or "", SameBy.PHONE, 1.0))
    for near in near_names(unit.session, draft.short_name or draft.full_name):
        same = Duplicate(Named(near.id, near.name), near.tax_code, SameBy.NAME, near.likeness)
        found.setdefault(near.id, same)
    found.pop(except_id or 0, None)
    return tuple(found.values())
