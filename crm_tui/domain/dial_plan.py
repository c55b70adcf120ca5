"""Which numbers the office may dial through the PBX, and how the PBX is given them.

A stolen or careless screen must not run up a bill: what the plan does not allow is refused before the PBX
sees it. Only digits that were read as a number ever go out, so nothing of a dialplan can be smuggled in.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.phone import e164

HOME = "+380"
PREMIUM = ("+380900",)
"""Paid services, 0-900 (the numbering plan of Ukraine): refused whatever the settings allow."""
EMERGENCY = frozenset({"101", "102", "103", "104", "112"})
"""Never taken for extensions, though an office that named none might have them."""
_EXTENSION = re.compile(r"[0-9]{2,5}")
_PAID = re.compile(r"(?:(?:00|810)?380|80|0)900")
_WRITTEN = re.compile(r"[0-9+()./ \u00a0-]{1,40}")


class DialForm(StrEnum):
    """How the PBX wants an outside number: 0671234567, +380671234567 or 380671234567."""

    NATIONAL = "national"
    E164 = "e164"
    DIGITS = "digits"


class DialRefusal(StrEnum):
    """Why a number is not dialled."""

    NO_NUMBER = "no_number"
    SHORT = "short"
    PREMIUM = "premium"
    FOREIGN = "foreign"
    FORBIDDEN = "forbidden"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class DialPlan:
    """The office's rules. `allowed` and `forbidden` are beginnings of E.164 numbers; forbidden wins.

    `extensions` empty: any 2-5 digits are one. `outside` is what is dialled first to get a line.
    """

    allowed: tuple[str, ...] = (HOME,)
    forbidden: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    short_numbers: tuple[str, ...] = ()
    own_numbers: tuple[str, ...] = ()
    city_code: str = ""
    form: str = DialForm.NATIONAL
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What may be dialled: `digits` go to the PBX. `e164` is None for an extension of ours."""

    digits: str
    e164: str | None = None


def read_target(text: str, plan: DialPlan) -> Target | DialRefusal:
    """The number or extension in `text` as the PBX is to be given it, or why it is refused."""
    written = text.strip()
    if not _WRITTEN.fullmatch(written):
        return DialRefusal.NO_NUMBER
    if written in EMERGENCY or written in plan.short_numbers:
        return DialRefusal.SHORT
    if _is_extension(written, plan):
        return Target(written)
    number = e164(written, plan.city_code)
    refusal = _no_number(written) if number is None else _refusal(number, plan)
    if number is None or refusal is not None:
        return refusal or DialRefusal.NO_NUMBER
    return Target(plan.outside + _formed(number, plan.form), number)


def _is_extension(written: str, plan: DialPlan) -> bool:
    if plan.extensions:
        return written in plan.extensions
    return _EXTENSION.fullmatch(written) is not None


def _no_number(written: str) -> DialRefusal:
    digits = re.sub(r"\D", "", written)
    if _PAID.match(digits):
        return DialRefusal.PREMIUM
    return DialRefusal.SHORT if 1 < len(digits) <= 5 else DialRefusal.NO_NUMBER


def _refusal(number: str, plan: DialPlan) -> DialRefusal | None:
    if number.startswith(PREMIUM) or (not number.startswith(HOME) and _is_premium_abroad(number)):
        return DialRefusal.PREMIUM
    if number in {e164(own, plan.city_code) for own in plan.own_numbers}:
        return DialRefusal.OWN
    if number.startswith(plan.forbidden):
        return DialRefusal.FORBIDDEN
    if number.startswith(plan.allowed):
        return None
    return DialRefusal.FORBIDDEN if number.startswith(HOME) else DialRefusal.FOREIGN


def _is_premium_abroad(number: str) -> bool:
    import phonenumbers

    kind = phonenumbers.number_type(phonenumbers.parse(number, None))
    return kind in (phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST)


def _formed(number: str, form: str) -> str:
    if form == DialForm.E164:
        return number
    if form == DialForm.DIGITS:
        return number[1:]
    return "0" + number.removeprefix(HOME) if number.startswith(HOME) else "00" + number[1:]
