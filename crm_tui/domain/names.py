"""Names of people and firms: short forms, and whether two names look like one."""

import re
from dataclasses import dataclass

from crm_tui.domain.legal_form import strip_legal_form
from crm_tui.domain.search_key import search_key
from crm_tui.domain.sort_key import sort_key

SIMILAR = 0.85
"""From this likeness on two names are shown as one client's."""


def initials(full_name: str) -> str:
    """ "Коваль Ольга Петрівна" -> "Коваль О. П."; what is short already stays."""
    surname, *given = full_name.split() or [""]
    return " ".join([surname, *(f"{name[0].upper()}." for name in given)])


@dataclass(frozen=True, slots=True)
class CardKeys:
    """What is stored of a card's names; `short_name` is the given, else the full one, without its form."""

    legal_form: str
    short_name: str
    search_key: str
    sort_key: str


def card_keys(full_name: str, short_name: str = "") -> CardKeys:
    """The keys of a card: ordered by the short name, found by its beginning or by a piece of both."""
    legal_form, rest = strip_legal_form(full_name)
    short_form, short = _without_forms(short_name) if short_name.strip() not in {"", rest} else ("", rest)
    key = full_key = search_key(short)
    if short != rest:
        full_key = search_key(rest)
    whole = key if full_key in key else f"{key} {full_key}"
    return CardKeys(short_form or legal_form, short, whole, sort_key(short))


def _without_forms(name: str) -> tuple[str, str]:
    """The form and the name free of any further one, so that a stored short name reads as itself."""
    first, rest = strip_legal_form(name)
    form = first
    while form:
        form, rest = strip_legal_form(rest)
    return first, rest


def name_key(name: str) -> str:
    """The search key of a client's name without its legal form, as it is stored."""
    return search_key(strip_legal_form(name)[1])


def similarity(first: str, second: str) -> float:
    """How alike two names are, 0 to 1: legal forms and word order do not count, numbers must be equal.

    («Лікарня № 5» and «Лікарня № 6» differ by one sign in ten and are two clients.)
    """
    return key_similarity(name_key(first), name_key(second))


def key_similarity(first: str, second: str) -> float:
    """`similarity` of two keys made by `name_key`."""
    if not first or not second or _numbers(first) != _numbers(second):
        return 0.0
    if first == second:
        return 1.0
    from rapidfuzz.fuzz import token_sort_ratio

    return token_sort_ratio(first, second) / 100


def _numbers(key: str) -> list[str]:
    return sorted(re.findall(r"\d+", key))
