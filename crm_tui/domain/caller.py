"""Who is calling, as far as the number of a PBX packet tells it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from crm_tui.domain.phone import e164
from crm_tui.domain.text import clean

_NO_NUMBER = {
    "",
    "anonymous",
    "unknown",
    "<unknown>",
    "restricted",
    "private",
    "withheld",
    "unavailable",
    "none",
}
_ADDRESS = re.compile(r"^(?:sips?|tel):|[@;].*$", re.IGNORECASE)


class CallerKind(StrEnum):
    """What a caller's number is."""

    NUMBER = "number"
    EXTENSION = "extension"
    ANONYMOUS = "anonymous"
    SHORT = "short"
    OWN = "own"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Caller:
    """The number as the PBX gave it (cleaned), its kind, and its E.164 form or extension if it has one."""

    kind: CallerKind
    number: str
    e164: str | None = None
    extension: str = ""


def read_caller(
    number: str,
    *,
    city_code: str = "",
    extensions: Collection[str] = (),
    short_numbers: Collection[str] = (),
    own_numbers: Collection[str] = (),
    ignored_numbers: Collection[str] = (),
) -> Caller:
    """Reads the number of a caller; the settled lists come first, then validity, then length.

    Extensions and short numbers are compared as digits, own and ignored ones in any written form. A number in
    no list that is not valid and has 2-5 digits is an extension nobody has entered yet; the rest is unknown.
    """
    shown = clean(number).strip()
    bare = _ADDRESS.sub("", shown).strip()
    if bare.casefold() in _NO_NUMBER:
        return Caller(CallerKind.ANONYMOUS, shown)
    if bare in extensions:
        return Caller(CallerKind.EXTENSION, shown, extension=bare)
    full = _from_wire(bare, city_code)
    for kind, known in ((CallerKind.IGNORED, ignored_numbers), (CallerKind.OWN, own_numbers)):
        if known and {bare, full} & _forms(tuple(known), city_code):
            return Caller(kind, shown, full)
    if bare in short_numbers:
        return Caller(CallerKind.SHORT, shown)
    return _by_shape(shown, bare, full)


def _by_shape(shown: str, bare: str, full: str | None) -> Caller:
    if full:
        return Caller(CallerKind.NUMBER, shown, full)
    if re.fullmatch(r"\d{2,5}", bare, re.ASCII):
        return Caller(CallerKind.EXTENSION, shown, extension=bare)
    return Caller(CallerKind.UNKNOWN, shown)


def _from_wire(bare: str, city_code: str) -> str | None:
    # Trunks send foreign numbers without the plus; on a typed card such digits would rather be a slip.
    foreign = re.fullmatch(r"[1-9]\d{10,14}", bare, re.ASCII)
    return e164(bare, city_code) or (e164("+" + bare) if foreign else None)


@lru_cache(maxsize=64)
def _forms(numbers: tuple[str, ...], city_code: str) -> frozenset[str | None]:
    forms: set[str | None] = set()
    for number in numbers:
        forms |= {number.strip(), e164(number, city_code) or number.strip()}
    return frozenset(forms)
