"""The person behind the unit."""

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.store.scope import Unit


def my_id(unit: Unit) -> int:
    """The actor's id; Refused where only a person of the office can act."""
    if unit.actor.id is None:
        raise Refused(_("Only a person of the office can do this: sign in, or add yourself with `users add`"))
    return unit.actor.id
