"""A CA's list and our sets: whose key it is, how long it runs, which of our people it names."""

import re
from collections.abc import Iterable
from datetime import date

from crm_tui.domain.kep_sets import HolderKind
from crm_tui.domain.months import add_months
from crm_tui.domain.search_key import search_key

_KINDS = (
    ("печатк", HolderKind.SEAL),
    ("бухгалтер", HolderKind.ACCOUNTANT),
    ("касир", HolderKind.CASHIER),
    ("директор", HolderKind.HEAD),
    ("керівник", HolderKind.HEAD),
    ("підприєм", HolderKind.SOLE_TRADER),
    ("фоп", HolderKind.SOLE_TRADER),
    ("фізичн", HolderKind.PRIVATE_PERSON),
)
NEAR_DAYS = 20
"""A term of a year and some days is sold as a year."""


def holder_kind(words: str) -> HolderKind:
    """Whose key it is by the CA's words («Ключ директора») or by a position; else an employee's."""
    folded = words.casefold()
    return next((kind for part, kind in _KINDS if part in folded), HolderKind.EMPLOYEE)


def months_of(valid_from: date, valid_to: date) -> int:
    """The term in whole months, to the nearest: 12 for 03.11.2026-03.11.2027."""
    months = round((valid_to - valid_from).days / 30.4375)
    near = add_months(valid_from, months)
    return months if abs((valid_to - near).days) <= NEAR_DAYS else 0


def named_person(words: str, names: Iterable[tuple[int, str]]) -> int | None:
    """The only employee whom «Реєстраторенко С. І.» or a full name means; None for nobody, or several."""
    typed = re.findall(r"[^\W\d_]+", search_key(words))
    if not typed:
        return None
    found = [number for number, name in names if _fits(typed, re.findall(r"[^\W\d_]+", search_key(name)))]
    return found[0] if len(found) == 1 else None


def _fits(typed: list[str], name: list[str]) -> bool:
    if len(name) < 2 or len(typed) < 2 or typed[0] != name[0]:
        return False
    return all(part.startswith(start) for start, part in zip(typed[1:], name[1:], strict=False))
