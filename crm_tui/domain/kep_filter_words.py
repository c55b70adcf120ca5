"""The fields of the register of КЕП sets and the words for them and their values, Ukrainian first."""

from enum import StrEnum

from crm_tui.domain.filter_days import filter_span
from crm_tui.domain.filter_language import Field, FieldKind, Language
from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, KepDuty, KepState
from crm_tui.domain.kinds import ClientKind

ME, LEFT = "me", "left"
"""People: whoever asks, those who no longer work here; else a login."""


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
    TAG = "tag"


F, K = KepField, FieldKind
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
_NOBODY = ("ніхто", "нічиї", "nobody")


def _person(*words: str) -> Field:
    return Field(K.PERSON, words, PEOPLE, empty=_NOBODY)


def _code(name: KepField, *words: str) -> Field:
    return Field(K.CODE, words, VALUES[name])


def _flag(*words: str) -> Field:
    return Field(K.FLAG, words, FLAGS)


def _named(*words: str) -> Field:
    return Field(K.TEXT, words, has_letters=True)


KEP_FILTER = Language(
    {
        F.NUMBER: Field(K.TEXT, ("номер", "number", "id")),
        F.ISSUED: Field(K.DAY, ("виписано", "issued")),
        F.PAID: Field(K.DAY, ("оплачено", "оплата", "paid")),
        F.ORDERED: Field(K.DAY, ("замовлено", "ordered")),
        F.GENERATED: Field(K.DAY, ("згенеровано", "generated")),
        F.DOCUMENTS: Field(K.DAY, ("документи", "documents")),
        F.CLOSED: Field(K.DAY, ("закрито", "closed")),
        F.CANCELLED: Field(K.DAY, ("анульовано", "cancelled")),
        F.VALID_FROM: Field(K.DAY, ("діє-з", "valid-from")),
        F.VALID_TO: Field(K.DAY, ("діє-до", "valid-to")),
        F.MANAGER: _person("менеджер", "manager"),
        F.ORDERED_BY: _person("замовив", "ordered-by"),
        F.GENERATED_BY: _person("згенерував", "адміністратор", "generated-by"),
        F.DOCUMENTS_BY: _person("прийняв", "documents-by"),
        F.STATE: _code(F.STATE, "стан", "state"),
        F.DEBT: _code(F.DEBT, "борг", "debt", "duty"),
        F.PLACE: _code(F.PLACE, "місце", "place"),
        F.BOX: Field(K.COUNT, ("коробка", "box")),
        F.KIND: _named("комплект", "kind"),
        F.MONTHS: Field(K.COUNT, ("місяців", "months")),
        F.PRRO: _flag("прро", "prro"),
        F.ISSUER: Field(K.TEXT, ("видавець", "issuer")),
        F.INVOICE: Field(K.TEXT, ("рахунок", "invoice")),
        F.BY_HAND: _flag("повз-рахунок", "by-hand"),
        F.FIRM: _named("фірма", "firm"),
        F.OWN: Field(K.MONEY, ("своє", "own")),
        F.CA: Field(K.MONEY, ("кнедп", "ca")),
        F.TOTAL: Field(K.MONEY, ("сума", "total")),
        F.CLIENT: _named("клієнт", "client"),
        F.CODE: Field(K.TEXT, ("код", "code")),
        F.CLIENT_KIND: _code(F.CLIENT_KIND, "вид-клієнта", "client-kind"),
        F.REGION: Field(K.TEXT, ("область", "region")),
        F.HOLDER: Field(K.TEXT, ("власник", "holder")),
        F.HOLDER_KIND: _code(F.HOLDER_KIND, "підпис", "holder-kind"),
        F.NOTE: Field(K.TEXT, ("примітка", "note")),
        F.TAG: Field(K.TEXT, ("мітка", "tag")),
    },
    filter_span,
)
