"""What the purpose of a payment tells: identifiers of КЕП sets, tax codes, numbers of invoices.

Purposes are typed by hand on the payer's side («рах. № 1287», «зг. рах. 1290 вiд 02.11.26», «код 9900l053»):
letters that look alike are folded first, in words to Cyrillic, inside numbers to digits
(`domain/kep-orders.md`, "What goes wrong").
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from crm_tui.domain.kep_sets import read_kep_ref
from crm_tui.domain.search_key import search_key
from crm_tui.domain.tax_code import check_digit_is_right

DIGITS = "0123456789"
LONGEST = 1_000
"""Characters that are read; a bank's own bound is 420."""
_AS_DIGITS = str.maketrans(
    {"o": "0", "о": "0", "l": "1", "i": "1", "і": "1", "|": "1", "з": "3", "б": "6", "в": "8"}
)
_AS_DIGITS |= str.maketrans({"O": "0", "О": "0", "I": "1", "І": "1", "З": "3", "Б": "6", "В": "8", "B": "8"})
_WORD = re.compile(r"[0-9A-Za-zА-Яа-яІіЇїЄєҐґ|]+")
_IBAN = re.compile(r"UA\s?\d{2}(?:\s?\d){25}", re.IGNORECASE)
_DAY = re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
_SUM = re.compile(r"\b\d+(?:[ \xa0]\d{3})*[.,-]\d{2}\b")
_SET = re.compile(r"[КK][ЕE][ПPР]\s*-?\s*\d{2,12}(?![/\-\d])", re.IGNORECASE)
_INVOICE = re.compile(
    r"(?:рах(?:унок|унку|унка|унком|ф)?|рф|сч(?:ет|ета|ету|етом)?|інвойс)"
    r"[ .\-]*(?:фактур[аиуі]|фактурою|ф)?[ .]*(?:на оплату|на сплату)?[ .]*(?:[№#n]|no)?[ .:№]*"
    r"([0-9a-zа-яґєії]{0,6}[-/ ]?(?:\d{1,4}[-/])?\d{1,10}(?:[-/]\d{1,4})?)"
)


@dataclass(frozen=True, slots=True)
class PurposeFacts:
    """What stands in a purpose, in the order of standing there.

    `codes` prove right by their check digit; `odd_codes` have a code's length but do not. `numbers` are the
    digits of invoices' numbers without leading zeros: of «РП-0001287» and of «1287» both 1287; of
    «26/1287» 26 and 1287.
    """

    set_id: int | None = None
    codes: tuple[str, ...] = ()
    odd_codes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


@lru_cache(maxsize=8192)
def read_purpose(text: str) -> PurposeFacts:
    """Reads a purpose; of a code typed with letters for digits («9900l053») the digits that were meant."""
    text = text[:LONGEST]
    of_set = _SET.search(text)
    set_id = read_kep_ref(of_set[0]) if of_set else None
    if of_set and set_id is not None:
        text = text.replace(of_set[0], " ")
    bare = _SUM.sub(" ", _DAY.sub(" ", _IBAN.sub(" ", text)))
    numbers: dict[int, None] = {}
    for found in _INVOICE.findall(_folded(bare)):
        numbers |= dict.fromkeys(number for digits in re.findall(r"\d+", found) if (number := int(digits)))
    codes: dict[str, None] = {}
    odd: dict[str, None] = {}
    for code in _like_codes(bare):
        if int(code) not in numbers:
            (codes if len(code) in {8, 10} and check_digit_is_right(code) else odd)[code] = None
    return PurposeFacts(set_id, tuple(codes), tuple(odd), tuple(numbers))


def _like_codes(text: str) -> list[str]:
    """Numbers of 7 to 11 signs, at most two of them letters that look like digits."""
    found = []
    for word in _WORD.findall(text):
        if 7 <= len(word) <= 11 and sum(char.isdigit() for char in word) >= max(6, len(word) - 2):
            digits = word.translate(_AS_DIGITS)
            if digits.isdigit() and int(digits):
                found.append(digits)
    return found


def _folded(text: str) -> str:
    """As `search_key`, but the signs inside numbers stay."""
    kept = re.sub(r"[^\w/№#.:\-]+", " ", text)
    return " ".join(search_key(word) if word.isalpha() else word.casefold() for word in kept.split(" "))


def near_codes(code: str) -> set[str]:
    """All codes of 8 or 10 digits one slip away: a digit wrong, lost or too many, two neighbours swapped.

    Check digits are not looked at: some real institutions have wrong ones, and reckoning two hundred costs
    more than asking the store for them.
    """
    near = set()
    length = len(code)
    if length in {8, 10}:
        for place in range(length):
            near |= {code[:place] + digit + code[place + 1 :] for digit in DIGITS}
            if place:
                near.add(code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :])
        near.discard(code)
    elif length in {9, 11}:
        near = {code[:place] + code[place + 1 :] for place in range(length)}
    if length in {7, 9}:
        near |= {code[:place] + digit + code[place:] for place in range(length + 1) for digit in DIGITS}
    return near
