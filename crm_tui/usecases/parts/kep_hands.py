"""A set of certificates taken in hand to be changed, its state brought in step, and others told."""

from typing import Any

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kep_sets import KepFacts, closed_on, state_of
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import DispatchBox, KepSet
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.kep_rows import KepSetCard, set_card

_FACTS = ("issued_on", "paid_on", "ordered_on", "generated_on", "documents_on", "cancelled_on")


def set_in_hand(unit: Unit, set_id: int, *, others: Permission = Permission.KEP_SET_EDIT_OTHERS) -> KepSet:
    """The set, locked; a colleague's only with the right `others`, a cancelled one never."""
    found = must(unit.lock(KepSet, set_id), _("set of certificates"), set_id)
    mine = found.manager_id is None or found.manager_id == unit.actor.id
    if not (mine or allowed(unit.actor, others)):
        raise Forbidden(
            _("This set is a colleague's: he, a registration administrator or a head can change it")
        )
    if found.cancelled_on is not None:
        said = _("The set was cancelled on {day}: {reason}")
        raise Refused(said.format(day=format_date(found.cancelled_on), reason=found.reason))
    return found


def facts_of(found: KepSet) -> KepFacts:
    """The days of the set's life."""
    return KepFacts(**{name: getattr(found, name) for name in _FACTS})


def put_facts(unit: Unit, found: KepSet, **values: Any) -> None:
    """Writes facts, and the state that follows from them, in one change."""
    facts = KepFacts(**{name: values.get(name, getattr(found, name)) for name in _FACTS})
    unit.change(found, **values, state=state_of(facts), closed_on=closed_on(facts))


def tell_set(unit: Unit, found: KepSet) -> None:
    """Others look again at what shows this set."""
    unit.notify("kep", found.id)
    unit.notify("clients", found.client_id)


def told_set(unit: Unit, found: KepSet) -> KepSetCard:
    """The set as it is now, and others told."""
    tell_set(unit, found)
    return set_card(unit, found)


def open_box_id(unit: Unit, box_id: int | None) -> int:
    """The id of a box that takes papers still; Refused for none and for a closed one."""
    if box_id is None:
        raise Refused(_("Say which box"))
    box = must(unit.lock(DispatchBox, box_id), _("box"), box_id)
    if box.closed_on is not None:
        raise Refused(_("Box {number} is closed: open another").format(number=box.number))
    return box_id
