"""Tax codes: ЄДРПОУ of legal entities, РНОКПП of people, passports of people without one, УНЗР.

Everything odd is a warning, never a block: some real institutions use codes with a wrong check digit.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from crm_tui.domain.search_key import LOOK_ALIKES

_EDRPOU = re.compile(r"[0-9]{5,8}")
_RNOKPP = re.compile(r"[0-9]{10}")
_PASSPORT = re.compile(r"[A-ZА-ЯІЇЄҐ]{2,4}[0-9]{6}|[0-9]{9}", re.IGNORECASE)
_CYRILLIC_TWIN = str.maketrans({latin.upper(): cyrillic.upper() for latin, cyrillic in LOOK_ALIKES.items()})
# Digits 1-5 of a РНОКПП count days from here; 00001 is 01.01.1900.
_DAY_ZERO = date(1899, 12, 31)


class TaxCodeKind(StrEnum):
    """Which register a tax code belongs to."""

    EDRPOU = "edrpou"
    RNOKPP = "rnokpp"
    PASSPORT = "passport"


class TaxCodeWarning(StrEnum):
    """What is odd about a code."""

    CHECK_DIGIT = "check_digit"
    PADDED = "padded"
    NO_NUMBER = "no_number"
    NOT_A_CODE = "not_a_code"


@dataclass(frozen=True, slots=True)
class TaxCodeReading:
    """A code as it is stored; `kind` is None when it has the shape of no register."""

    code: str
    kind: TaxCodeKind | None
    warnings: tuple[TaxCodeWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonHint:
    """What a РНОКПП tells of its owner."""

    born: date
    male: bool


@lru_cache(maxsize=4096)
def read_tax_code(text: str) -> TaxCodeReading:
    """Reads a code by its shape: 8 digits ЄДРПОУ, 10 РНОКПП, 9 or letters and 6 digits a passport.

    5-7 digits are an ЄДРПОУ that lost its zeros in a spreadsheet: they are put back, with a warning. Zeros
    alone (in payment files: "no number") give an empty code and NO_NUMBER; other shapes stay, NOT_A_CODE.
    """
    code = _tidy(text)
    if not code:
        return TaxCodeReading("", None)
    if set(code) == {"0"}:
        return TaxCodeReading("", None, (TaxCodeWarning.NO_NUMBER,))
    if _EDRPOU.fullmatch(code):
        padded = (TaxCodeWarning.PADDED,) if len(code) < 8 else ()
        return _checked(code.zfill(8), TaxCodeKind.EDRPOU, padded)
    if _RNOKPP.fullmatch(code):
        return _checked(code, TaxCodeKind.RNOKPP, ())
    if _PASSPORT.fullmatch(code):
        return TaxCodeReading(_passport(code), TaxCodeKind.PASSPORT)
    return TaxCodeReading(code, None, (TaxCodeWarning.NOT_A_CODE,))


def person_of_rnokpp(code: str) -> PersonHint | None:
    """Birth date and sex of the owner of a right РНОКПП."""
    reading = read_tax_code(code)
    if reading.kind is not TaxCodeKind.RNOKPP or reading.warnings or int(reading.code[:5]) == 0:
        return None
    return PersonHint(_DAY_ZERO + timedelta(days=int(reading.code[:5])), int(reading.code[8]) % 2 == 1)


def read_unzr(text: str) -> str | None:
    """A record number of the Demographic Register as "19850615-12345"; None without a real birth date in it.

    Its last digit is said to be a check digit, but the rule is not published, so it is not checked.
    """
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})-?(\d{5})", _tidy(text), re.ASCII)
    if not found:
        return None
    year, month, day, serial = found.groups()
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return None
    return f"{year}{month}{day}-{serial}"


def check_digit_is_right(code: str) -> bool:
    """Whether the last digit of an 8-digit ЄДРПОУ or a 10-digit РНОКПП fits the others."""
    from stdnum.ua import edrpou, rntrc

    return bool((edrpou if len(code) == 8 else rntrc).calc_check_digit(code) == code[-1])


def _checked(code: str, kind: TaxCodeKind, warnings: tuple[TaxCodeWarning, ...]) -> TaxCodeReading:
    if not check_digit_is_right(code):
        warnings = (*warnings, TaxCodeWarning.CHECK_DIGIT)
    return TaxCodeReading(code, kind, warnings)


def _tidy(text: str) -> str:
    if text.isascii() and text.isdigit():
        return text
    text = unicodedata.normalize("NFKC", text)
    return "".join(char for char in text if char.isalnum() or char in "-./").strip("-./")


def _passport(code: str) -> str:
    # The booklet's two letters are Cyrillic; typed in Latin they must find the same person.
    upper = code.upper()
    twin = upper[:2].translate(_CYRILLIC_TWIN)
    both_look_alike = len(upper) == 8 and all(not char.isascii() for char in twin)
    return twin + upper[2:] if both_look_alike else (upper if len(upper) == 8 else code)
