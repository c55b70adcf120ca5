"""Why a number is not dialled, in words; and the office's dial plan."""

from crm_tui.config import PbxSettings
from crm_tui.domain.dial_plan import DialPlan, DialRefusal, Target, read_target
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.i18n import N_, _
from crm_tui.store.scope import Unit

_WORDS = {
    DialRefusal.NO_NUMBER: N_("{number} is no telephone number"),
    DialRefusal.SHORT: N_("{number}: short numbers are dialled on the phone itself"),
    DialRefusal.PREMIUM: N_("{number} is a paid service: it is never dialled from here"),
    DialRefusal.FOREIGN: N_("{number} is abroad; `pbx.dial_allowed` of the settings does not allow it"),
    DialRefusal.FORBIDDEN: N_("{number} is not allowed by the settings (`pbx.dial_forbidden`)"),
    DialRefusal.OWN: N_("{number} is our own number"),
}


def dial_plan(pbx: PbxSettings) -> DialPlan:
    """The plan of the settings."""
    return DialPlan(
        allowed=pbx.dial_allowed,
        forbidden=pbx.dial_forbidden,
        extensions=pbx.extensions,
        short_numbers=pbx.short_numbers,
        own_numbers=pbx.own_numbers,
        city_code=pbx.city_code,
        form=pbx.dial_form,
        outside=pbx.dial_outside,
    )


def allowed_target(unit: Unit, number: str) -> Target:
    """Whom the PBX may be asked to reach; Refused with the reason before it is asked anything."""
    found = read_target(number, dial_plan(unit.settings.pbx))
    if isinstance(found, DialRefusal):
        raise Refused(_(_WORDS[found]).format(number=clean(number).strip()[:40]))
    return found
