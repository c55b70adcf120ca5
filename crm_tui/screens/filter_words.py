"""How the form of a filter speaks: of fields, of signs, of days; and a filter line by line."""

from collections.abc import Mapping

from crm_tui.domain.filter_edit import Line
from crm_tui.domain.filter_language import CLOSED, FieldKind, Language
from crm_tui.domain.filter_tree import All, Condition, Sign
from crm_tui.domain.kep_filter_words import KepField as K
from crm_tui.domain.task_filter import TaskField as T
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.kept_filters import KEP, TASKS

Names = Mapping[str, Mapping[str, str]]
"""How values of fields are called, by the field and the value."""
FIELDS: dict[str, dict[str, str]] = {
    TASKS: {
        T.WHO: N_("Who does it"),
        T.STATE: N_("State"),
        T.DUE: N_("Day of the task"),
        T.FIRST: N_("From the day"),
        T.LAST: N_("To the day"),
        T.SERVICE: N_("Service"),
        T.STAGE: N_("Stage"),
        T.DEPARTMENT: N_("Department"),
        T.KIND: N_("Kind"),
        T.AUTHOR: N_("Who made it"),
        T.CLIENT: N_("Client, by tax code"),
        T.TAG: N_("Tag of the client"),
    },
    KEP: {
        K.STATE: N_("State"),
        K.DEBT: N_("What is owed"),
        K.MANAGER: N_("Manager"),
        K.ISSUED: N_("Issued, day"),
        K.PAID: N_("Paid, day"),
        K.ORDERED: N_("Ordered at the CA, day"),
        K.GENERATED: N_("Generated, day"),
        K.DOCUMENTS: N_("Documents received, day"),
        K.CLOSED: N_("Closed, day"),
        K.CANCELLED: N_("Cancelled, day"),
        K.VALID_FROM: N_("Certificates begin, day"),
        K.VALID_TO: N_("Certificates end, day"),
        K.KIND: N_("Kind of set"),
        K.CLIENT: N_("Client, by words of the name"),
        K.CODE: N_("Client, by tax code"),
        K.CLIENT_KIND: N_("Kind of client"),
        K.REGION: N_("Region"),
        K.TAG: N_("Tag of the client"),
        K.TOTAL: N_("Sum, all of it"),
        K.OWN: N_("Sum of our firm"),
        K.CA: N_("Sum of the CA"),
        K.ORDERED_BY: N_("Who ordered it"),
        K.GENERATED_BY: N_("Who generated it"),
        K.DOCUMENTS_BY: N_("Who received the documents"),
        K.PLACE: N_("Where the papers are"),
        K.BOX: N_("Number of the box"),
        K.MONTHS: N_("Months"),
        K.PRRO: N_("For a cash register"),
        K.ISSUER: N_("Issuer of the certificates"),
        K.INVOICE: N_("Number of the invoice"),
        K.BY_HAND: N_("Paid past the invoice"),
        K.FIRM: N_("Own firm"),
        K.HOLDER: N_("Holder, name or code"),
        K.HOLDER_KIND: N_("Whose signature"),
        K.NUMBER: N_("Number of the set"),
        K.NOTE: N_("Note"),
    },
}
"""The fields of each list, the most asked first."""
EXACT = frozenset({T.STAGE, T.TAG, K.TAG})
"""Fields of names of which no part will do."""
CHOSEN_SIGNS: dict[str, str] = {Sign.IS: N_("is one of these"), Sign.IS_NOT: N_("is none of these")}
EMPTY, FILLED = "empty", "filled"
_NONE_OR_SOME: dict[str, str] = {EMPTY: N_("is not there"), FILLED: N_("is there, whichever")}
_WITHIN: dict[str, str] = {Sign.IS: N_("is"), Sign.IS_NOT: N_("is not")}
_DAY_SIGNS: dict[str, str] = {
    Sign.AT_LEAST: N_("since (that day too)"),
    Sign.AT_MOST: N_("until (that day too)"),
    Sign.LESS: N_("before"),
    Sign.MORE: N_("after"),
}
_NUMBER_SIGNS: dict[str, str] = {
    Sign.AT_LEAST: N_("at least"),
    Sign.AT_MOST: N_("at most"),
    Sign.LESS: N_("less than"),
    Sign.MORE: N_("more than"),
}
_ONE_DAY = {
    "сьогодні": N_("Today"),
    "завтра": N_("Tomorrow"),
    "вчора": N_("Yesterday"),
    "+7": N_("A week ahead"),
    "+30": N_("30 days ahead"),
    "-7": N_("A week ago"),
    "-30": N_("30 days ago"),
}
_DAYS = {
    **dict(list(_ONE_DAY.items())[:3]),
    "цей-тиждень": N_("This week"),
    "минулий-тиждень": N_("Last week"),
    "цей-місяць": N_("This month"),
    "минулий-місяць": N_("Last month"),
    "цей-квартал": N_("This quarter"),
    "минулий-квартал": N_("Last quarter"),
    "цей-рік": N_("This year"),
    "минулий-рік": N_("Last year"),
    "-7..сьогодні": N_("The last 7 days and today"),
    "-30..сьогодні": N_("The last 30 days and today"),
    "сьогодні..+7": N_("Today and 7 days ahead"),
    "сьогодні..+30": N_("Today and 30 days ahead"),
    **dict(list(_ONE_DAY.items())[3:]),
}


def day_choices(kind: FieldKind) -> dict[str, str]:
    """Days and periods as a filter has them, each with the words for it."""
    if kind not in {FieldKind.DAY, FieldKind.BORDER}:
        return {}
    days = _DAYS if kind is FieldKind.DAY else _ONE_DAY
    return {said: _(words) for said, words in days.items()}


def span_signs(kind: FieldKind) -> list[tuple[str, str]]:
    """How days, numbers and sums are compared; a border has one way."""
    if kind is FieldKind.BORDER:
        return []
    signs = _DAY_SIGNS if kind is FieldKind.DAY else _NUMBER_SIGNS
    return [(str(sign), _(words)) for sign, words in {**_WITHIN, **signs, **_NONE_OR_SOME}.items()]


def field_words(of: str, field: str) -> str:
    """How a field is called."""
    return _(FIELDS[of][field])


def value_words(language: Language, field: str, value: str | None, names: Names | None = None) -> str:
    """A value as people read it: its name, the word that stands in the text, what it says of days."""
    if value is None:
        return _("is not there")
    if name := (names or {}).get(field, {}).get(value):
        return name
    kind = language.fields[field].kind
    said = one_line(language.said(field, value)).strip('"«»')
    return day_choices(kind).get(value) or (said.replace("-", " ") if kind in CLOSED else said)


def line_words(of: str, language: Language, line: Line, names: Names) -> str:
    """A line of a filter, as deep as its bracket."""
    nots, part = _("not: ") * line.nots, line.part
    if isinstance(part, Condition):
        said = condition_words(of, language, part, names)
    else:
        said = _("all of these:") if isinstance(part, All) else _("at least one of these:")
    return "   " * line.depth + nots + said


def condition_words(of: str, language: Language, one: Condition, names: Names) -> str:
    """One condition: `Paid: this month`."""
    words = field_words(of, one.field)
    if one.values == (None,):
        return f"{words}: {_(_NONE_OR_SOME[EMPTY if one.sign is Sign.IS else FILLED])}"
    values = ", ".join(value_words(language, one.field, value, names) for value in one.values)
    if one.sign is Sign.IS:
        return f"{words}: {values}"
    if one.sign is Sign.IS_NOT:
        return f"{words}: " + _("not") + f" {values}"
    signs = _DAY_SIGNS if language.fields[one.field].kind is FieldKind.DAY else _NUMBER_SIGNS
    return f"{words}: {_(signs[one.sign])} {values}"
