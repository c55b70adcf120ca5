"""Several numbers in one cell of a list: "044 123-45-67, 050 000 01 01 (Іван); 067 000-02-02 дод. 5"."""

import re

from crm_tui.domain.phone import Phone, read_phone

_PARTS = re.compile(r"[;\n\r|]+|,(?!\s*(?:дод|доб|вн|ext)\b)|(?<=\d)\s*(?=\+)", re.IGNORECASE)
_WORD = re.compile(r"(?<![^\W_])(?!(?:дод|доб|вн|ext)\w*\.?[\s:]*\d)[^\W\d_]{2,}\.?:?", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"\([\s.]*\)")


LONGEST_CELL = 2_000
"""A longer cell is no list of numbers."""


def parse_phones(text: str, city_code: str = "") -> list[Phone]:
    """Every number of the cell, in its order and once; a part with digits that is none has `e164` None.

    Parts stand between , ; | + or new lines; a slash or spaces divide where each side is a number.
    """
    if len(text) > LONGEST_CELL:
        return [Phone(None, text[:LONGEST_CELL].strip())]
    found: dict[str, Phone] = {}
    for part in _PARTS.split(text):
        for phone in _numbers(part, city_code):
            found.setdefault(phone.e164 or phone.as_typed, phone)
    return list(found.values())


def _numbers(part: str, city_code: str) -> list[Phone]:
    part = _EMPTY_BRACKETS.sub(" ", _WORD.sub(" ", part)).strip()
    if not any(char.isdigit() for char in part):
        return []
    whole = read_phone(part, city_code)
    if whole.e164:
        return [whole]
    for divided in (part.split("/"), _by_spaces(part, city_code)):
        phones = [read_phone(piece, city_code) for piece in divided]
        if len(phones) > 1 and all(phone.e164 for phone in phones):
            return phones
    return [whole]


def _by_spaces(part: str, city_code: str) -> list[str]:
    """Tokens gathered from the left until they are a number, again and again; what is left is the last."""
    pieces, current = [], ""
    for token in part.split():
        current = f"{current} {token}".strip()
        if read_phone(current, city_code).e164:
            pieces.append(current)
            current = ""
    return [*pieces, current] if any(char.isdigit() for char in current) else pieces
