"""What certificates offer to a client's card: name, head, position, region, phone, e-mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from crm_tui.domain.certificates import CertificateKind
from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.regions import region_of
from crm_tui.domain.search_key import LOOK_ALIKES, search_key
from crm_tui.domain.tax_code import TaxCodeKind, read_tax_code

_LONGEST = {"full_name": 500, "region": 500, "email": 254, "head_name": 500, "head_position": 500}
OFFERED = ("full_name", "region", "email", "head_name", "head_position")
"""Fields of a card that are offered; the phone goes to a contact."""
_HEADS = tuple(
    map(search_key, ("керівник", "директор", "голова", "начальник", "президент", "ректор", "завідувач"))
)
_NOT_HEADS = tuple(map(search_key, ("заступник", "помічник", "секретар")))
_TRADER = search_key("підприємець")
_CYRILLIC = str.maketrans(
    LOOK_ALIKES | {latin.upper(): cyrillic.upper() for latin, cyrillic in LOOK_ALIKES.items()}
)


class Offering(Protocol):
    """A certificate, read from a file or stored."""

    @property
    def holder(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def position(self) -> str: ...
    @property
    def edrpou(self) -> str: ...
    @property
    def rnokpp(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def kind(self) -> CertificateKind: ...
    @property
    def valid_to(self) -> date: ...


@dataclass(frozen=True, slots=True)
class ClientOffer:
    """The fields of a card as certificates of one tax code tell them; what none of them tells is empty."""

    tax_code: str
    kind: ClientKind
    full_name: str = ""
    region: str = ""
    email: str = ""
    head_name: str = ""
    head_position: str = ""
    phone: str = ""

    def values(self) -> dict[str, str]:
        """Name of a card's field -> value, of those that are offered."""
        return {name: value[: _LONGEST[name]] for name in OFFERED if (value := getattr(self, name))}


def offer_of(tax_code: str, certificates: Iterable[Offering]) -> ClientOffer | None:
    """What certificates of one client tell together, the one that ends last first; None without any."""
    newest = sorted(certificates, key=lambda one: one.valid_to, reverse=True)
    if not newest:
        return None
    kind = _kind(tax_code, newest)
    head = _head(newest, kind)
    # What the head's own certificate says of phone and e-mail goes before others'.
    told = [head, *newest] if head else newest
    person = kind is not ClientKind.LEGAL_ENTITY
    return ClientOffer(
        tax_code=tax_code,
        kind=kind,
        full_name=_person_name(newest, kind) if person else _first(one.organisation for one in newest),
        region=next(filter(None, map(_region, told)), ""),
        email=_first(one.email for one in told),
        head_name=mended(head.holder) if head and not person else "",
        head_position=_position(head.position) if head and not person else "",
        phone=_first(one.phone for one in told),
    )


def mended(text: str) -> str:
    """Tidied: single spaces, and no Latin letters that stand for Cyrillic ones inside a Cyrillic word."""
    return " ".join(map(_mended_word, text.split()))


def _mended_word(word: str) -> str:
    cyrillic = any("\u0400" <= char <= "\u04ff" for char in word)
    twin = word.translate(_CYRILLIC)
    return twin if cyrillic and not any(char.isascii() and char.isalpha() for char in twin) else word


def _first(texts: Iterable[str]) -> str:
    return mended(next(filter(None, texts), ""))


def _kind(tax_code: str, certificates: Sequence[Offering]) -> ClientKind:
    if read_tax_code(tax_code).kind in {None, TaxCodeKind.EDRPOU}:
        return ClientKind.LEGAL_ENTITY
    # A sole trader's certificates have his number in the place of the firm's too.
    trades = any(one.edrpou or _TRADER in search_key(one.position) for one in certificates)
    return ClientKind.SOLE_TRADER if trades else ClientKind.PRIVATE_PERSON


def _head(certificates: Sequence[Offering], kind: ClientKind) -> Offering | None:
    people = [one for one in certificates if one.kind is CertificateKind.SIGNATURE]
    if kind is not ClientKind.LEGAL_ENTITY:
        return people[0] if people else None
    return next((one for one in people if _leads(search_key(one.position))), None)


def _leads(position: str) -> bool:
    words = position.split()
    if any(position.startswith(word) for word in _NOT_HEADS):
        return False
    return any(word.startswith(head) for word in words for head in _HEADS)


def _person_name(certificates: Sequence[Offering], kind: ClientKind) -> str:
    people = [one.holder for one in certificates if one.kind is CertificateKind.SIGNATURE]
    name = _first(people or [one.holder for one in certificates])
    return (
        f"ФОП {name}" if kind is ClientKind.SOLE_TRADER and not search_key(name).startswith("фоп") else name
    )


def _position(text: str) -> str:
    words = mended(text)
    return words.capitalize() if words.isupper() else words


def _region(one: Offering) -> str:
    found = region_of(one.region) or region_of(one.city)
    return found.name if found else mended(one.region)
