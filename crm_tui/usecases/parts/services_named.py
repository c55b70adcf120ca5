"""Services by what people call them: a code, or a part of the name; with all that stand below them."""

from sqlalchemy import select

from crm_tui.domain.errors import NotFound
from crm_tui.domain.search_key import service_key
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.usecases.parts.core import SERVICE, fetch

_ALL = select(SERVICE.c.id, SERVICE.c.parent_id, SERVICE.c.code, SERVICE.c.search_key)


def services_named(unit: Unit, text: str) -> set[int]:
    """The services meant: the one of this code, else all whose name has these words; NotFound without any."""
    rows = fetch(unit, _ALL)
    found = {row.id for row in rows if row.code.casefold() == text.strip().casefold()}
    if not found and (key := service_key(text)):
        found = {row.id for row in rows if key in row.search_key}
    if not found:
        raise NotFound(
            _("there is no service {code}; `crm-tui services catalogue` lists them").format(code=text.strip())
        )
    children: dict[int | None, list[int]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row.id)
    waiting = list(found)
    while waiting:
        below = [one for one in children.get(waiting.pop(), ()) if one not in found]
        found.update(below)
        waiting += below
    return found
