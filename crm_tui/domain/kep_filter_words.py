"""The fields of the register of КЕП sets and the words for them and their values, Ukrainian first."""

from enum import StrEnum

from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, KepDuty, KepState
from crm_tui.domain.kinds import ClientKind

ME, LEFT = "me", "left"
"""People: whoever asks, those who no longer work here; else a login."""


class FieldKind(StrEnum):
    """What a field holds, and so what may be said of it."""

    DAY = "day"
    PERSON = "person"
    CODE = "code"
    FLAG = "flag"
    TEXT = "text"
    COUNT = "count"
    MONEY = "money"


class KepField(StrEnum):
    """What a filter may ask about."""

    NUMBER = "number"
    ISSUED = "issued"
    PAID = "paid"
    ORDERED = "ordered"
    GENERATED = "generated"
    DOCUMENTS = "documents"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    MANAGER = "manager"
    ORDERED_BY = "ordered_by"
    GENERATED_BY = "generated_by"
    DOCUMENTS_BY = "documents_by"
    STATE = "state"
    DEBT = "debt"
    PLACE = "place"
    BOX = "box"
    KIND = "kind"
    MONTHS = "months"
    PRRO = "prro"
    ISSUER = "issuer"
    INVOICE = "invoice"
    BY_HAND = "by_hand"
    FIRM = "firm"
    OWN = "own"
    CA = "ca"
    TOTAL = "total"
    CLIENT = "client"
    CODE = "code"
    CLIENT_KIND = "client_kind"
    REGION = "region"
    HOLDER = "holder"
    HOLDER_KIND = "holder_kind"
    NOTE = "note"


F, K = KepField, FieldKind
FIELDS: dict[KepField, tuple[FieldKind, tuple[str, ...]]] = {
    F.NUMBER: (K.TEXT, ("номер", "number", "id")),
    F.ISSUED: (K.DAY, ("виписано", "issued")),
    F.PAID: (K.DAY, ("оплачено", "оплата", "paid")),
    F.ORDERED: (K.DAY, ("замовлено", "ordered")),
    F.GENERATED: (K.DAY, ("згенеровано", "generated")),
    F.DOCUMENTS: (K.DAY, ("документи", "documents")),
    F.CLOSED: (K.DAY, ("закрито", "closed")),
    F.CANCELLED: (K.DAY, ("анульовано", "cancelled")),
    F.VALID_FROM: (K.DAY, ("діє-з", "valid-from")),
    F.VALID_TO: (K.DAY, ("діє-до", "valid-to")),
    F.MANAGER: (K.PERSON, ("менеджер", "manager")),
    F.ORDERED_BY: (K.PERSON, ("замовив", "ordered-by")),
    F.GENERATED_BY: (K.PERSON, ("згенерував", "адміністратор", "generated-by")),
    F.DOCUMENTS_BY: (K.PERSON, ("прийняв", "documents-by")),
    F.STATE: (K.CODE, ("стан", "state")),
    F.DEBT: (K.CODE, ("борг", "debt", "duty")),
    F.PLACE: (K.CODE, ("місце", "place")),
    F.BOX: (K.COUNT, ("коробка", "box")),
    F.KIND: (K.TEXT, ("комплект", "kind")),
    F.MONTHS: (K.COUNT, ("місяців", "months")),
    F.PRRO: (K.FLAG, ("прро", "prro")),
    F.ISSUER: (K.TEXT, ("видавець", "issuer")),
    F.INVOICE: (K.TEXT, ("рахунок", "invoice")),
    F.BY_HAND: (K.FLAG, ("повз-рахунок", "by-hand")),
    F.FIRM: (K.TEXT, ("фірма", "firm")),
    F.OWN: (K.MONEY, ("своє", "own")),
    F.CA: (K.MONEY, ("кнедп", "ca")),
    F.TOTAL: (K.MONEY, ("сума", "total")),
    F.CLIENT: (K.TEXT, ("клієнт", "client")),
    F.CODE: (K.TEXT, ("код", "code")),
    F.CLIENT_KIND: (K.CODE, ("вид-клієнта", "client-kind")),
    F.REGION: (K.TEXT, ("область", "region")),
    F.HOLDER: (K.TEXT, ("власник", "holder")),
    F.HOLDER_KIND: (K.CODE, ("підпис", "holder-kind")),
    F.NOTE: (K.TEXT, ("примітка", "note")),
}
"""Each field: what it holds and the words for it; the first one is written."""

VALUES: dict[KepField, dict[str, tuple[str, ...]]] = {
    F.STATE: {
        KepState.ISSUED: ("виписано",),
        KepState.PAID: ("оплачено",),
        KepState.ORDERED: ("замовлено",),
        KepState.GENERATED: ("згенеровано",),
        KepState.DOCUMENTS: ("документи",),
        KepState.CLOSED: ("закрито",),
        KepState.CANCELLED: ("анульовано",),
    },
    F.DEBT: {
        KepDuty.DOCUMENTS: ("документи",),
        KepDuty.GENERATION: ("генерація", "не-згенеровано"),
        KepDuty.PAYMENT: ("оплата", "не-оплачено"),
    },
    F.PLACE: {
        DocumentsPlace.NOWHERE: ("ніде",),
        DocumentsPlace.AUTO_RENEWAL: ("автопродовження", "auto-renewal"),
        DocumentsPlace.BOX: ("коробка", "box"),
    },
    F.CLIENT_KIND: {
        ClientKind.LEGAL_ENTITY: ("юрособа", "legal-entity"),
        ClientKind.SOLE_TRADER: ("фоп", "sole-trader"),
        ClientKind.PRIVATE_PERSON: ("фізособа", "private-person"),
        ClientKind.BUDGET_INSTITUTION: ("бюджет", "budget"),
    },
    F.HOLDER_KIND: {
        HolderKind.HEAD: ("керівник",),
        HolderKind.ACCOUNTANT: ("бухгалтер",),
        HolderKind.EMPLOYEE: ("працівник",),
        HolderKind.SEAL: ("печатка",),
        HolderKind.SOLE_TRADER: ("підприємець", "фоп", "sole-trader"),
        HolderKind.CASHIER: ("касир",),
        HolderKind.PRIVATE_PERSON: ("фізособа", "private-person"),
    },
}
"""The codes of closed fields with their words; the code itself is read too."""
PEOPLE: dict[str, tuple[str, ...]] = {ME: ("я",), LEFT: ("вибулі",)}
FLAGS: dict[str, tuple[str, ...]] = {"yes": ("так", "1", "true"), "no": ("ні", "0", "false")}
EMPTY, FILLED = ("порожньо", "empty", "none"), ("непорожньо", "filled", "any")
AND, OR, NOT = ("і", "й", "та", "and", "&"), ("або", "чи", "or", "|"), ("не", "not")
PERIODS = {
    **{
        f"{which}-{word}": f"{code}-{span}"
        for which, code in (("цей", "this"), ("минулий", "last"))
        for word, span in (("тиждень", "week"), ("місяць", "month"), ("квартал", "quarter"), ("рік", "year"))
    }
}
"""Ukrainian words of `domain/periods.py`'s periods."""

KIND_OF = {name: kind for name, (kind, _words) in FIELDS.items()}
WORD_OF = {name: words[0] for name, (_kind, words) in FIELDS.items()}
FIELD_OF = {word: name for name, (_kind, words) in FIELDS.items() for word in words}


def known_values(field: KepField) -> dict[str, tuple[str, ...]]:
    """The values of a field that have words of their own."""
    if KIND_OF[field] in {K.PERSON, K.FLAG}:
        return PEOPLE if KIND_OF[field] is K.PERSON else FLAGS
    return VALUES.get(field, {})
