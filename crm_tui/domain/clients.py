"""What a client's card must and should be before it is saved: errors refuse, warnings only speak up."""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.phone import e164
from crm_tui.domain.regions import region_of
from crm_tui.domain.tax_code import TaxCodeKind, TaxCodeWarning, read_tax_code
from crm_tui.domain.vat_number import read_vat_number

LONGEST = {"full_name": 500, "short_name": 200, "email": 254, "site": 200, "note": 20_000}
LONGEST_OTHER = 500
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
# A ФОП stands everywhere with its РНОКПП; a person may have refused one and show a passport.
_CODE_KINDS = {
    ClientKind.LEGAL_ENTITY: {TaxCodeKind.EDRPOU},
    ClientKind.BUDGET_INSTITUTION: {TaxCodeKind.EDRPOU},
    ClientKind.SOLE_TRADER: {TaxCodeKind.RNOKPP, TaxCodeKind.PASSPORT},
    ClientKind.PRIVATE_PERSON: {TaxCodeKind.RNOKPP, TaxCodeKind.PASSPORT},
}


class Severity(StrEnum):
    """Whether a problem stops the saving."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one field; the words are made from `code` and `params` where they are shown."""

    field: str
    severity: Severity
    code: str
    params: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """The fields of a card as typed; names are those of the store."""

    kind: ClientKind = ClientKind.LEGAL_ENTITY
    tax_code: str = ""
    full_name: str = ""
    short_name: str = ""
    vat_number: str = ""
    region: str = ""
    legal_address: str = ""
    mail_address: str = ""
    email: str = ""
    site: str = ""
    head_name: str = ""
    head_position: str = ""
    note: str = ""
    phones: tuple[str, ...] = ()


_LIMITS = [
    (text.name, LONGEST.get(text.name, LONGEST_OTHER))
    for text in dataclasses.fields(ClientDraft)
    if text.name not in {"kind", "phones"}
]


def check_client(draft: ClientDraft, *, city_code: str = "") -> list[Problem]:
    """All that is wrong (errors) or odd (warnings) with a card, in the order of its fields."""
    return [
        *_tax_code(draft),
        *_names(draft),
        *_vat_number(draft),
        *_places(draft),
        *_phones(draft, city_code),
    ]


def kind_by_code(code: str) -> ClientKind:
    """The likely kind of a new client: 8 digits a legal entity, anything of a person a sole trader."""
    kind = read_tax_code(code).kind
    return ClientKind.LEGAL_ENTITY if kind in {None, TaxCodeKind.EDRPOU} else ClientKind.SOLE_TRADER


def _tax_code(draft: ClientDraft) -> Iterator[Problem]:
    reading = read_tax_code(draft.tax_code)
    for warning in reading.warnings:
        severity = Severity.ERROR if warning is TaxCodeWarning.NO_NUMBER else Severity.WARNING
        yield Problem("tax_code", severity, f"tax_code_{warning}", {"code": reading.code or draft.tax_code})
    if reading.kind and reading.kind not in _CODE_KINDS[draft.kind]:
        yield Problem("tax_code", Severity.WARNING, "tax_code_of_other_kind", {"code": reading.code})


def _names(draft: ClientDraft) -> Iterator[Problem]:
    if not any(char.isalnum() for char in draft.full_name):
        yield Problem("full_name", Severity.ERROR, "name_missing")
    for name, longest in _LIMITS:
        if len(getattr(draft, name)) > longest:
            yield Problem(name, Severity.ERROR, "too_long", {"longest": str(longest)})


def _vat_number(draft: ClientDraft) -> Iterator[Problem]:
    tax_code = read_tax_code(draft.tax_code)
    owner = tax_code.code if tax_code.kind else ""
    for warning in read_vat_number(draft.vat_number, owner).warnings:
        yield Problem("vat_number", Severity.WARNING, f"vat_number_{warning}", {"number": draft.vat_number})


def _places(draft: ClientDraft) -> Iterator[Problem]:
    if draft.region and not region_of(draft.region):
        yield Problem("region", Severity.WARNING, "region_unknown", {"region": draft.region})
    if draft.email and not _EMAIL.fullmatch(draft.email.strip()):
        yield Problem("email", Severity.WARNING, "email_shape", {"email": draft.email})


def _phones(draft: ClientDraft, city_code: str) -> Iterator[Problem]:
    for phone in draft.phones:
        if phone.strip() and not e164(phone, city_code):
            yield Problem("phones", Severity.WARNING, "phone_unreadable", {"phone": phone})
