"""Phone numbers: any written form of a Ukrainian office -> E.164, and back to what people read aloud.

`phonenumbers` decides what a valid number is; its import costs 30 ms and each answer 26 us, so the
forms nearly every call comes in are decided by one pattern that a property test holds equal to it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Valid national numbers of nine digits: city, mobile, VoIP, toll free.
_NATIONAL = re.compile(
    r"(?:3[1-8]|4[13-8]|5[1-7]|6[12459]|39|50|6[36-8]|7[1-357]|9[1-9])\d{7}|790\d{6}|89[1-579]\d{6}|800[1-8]\d{5}",
    re.ASCII,
)
# What may stand before the national number: +380, 380, 00380, 0, trunk 8, international 8~10, nothing; "(0)"
# after 380. A plus needs one of them: "+376..." is Andorra.
_WRITTEN = re.compile(r"(?:\+?(?:(?:00|810)?3800?|80|0))?(?P<national>[3-9]\d{8})", re.ASCII)
_EXTENSION = re.compile(
    r"[\s,;(]*(?:дод(?:атков\w*)?|доб(?:авочн\w*)?|вн(?:утр(?:ішн\w*)?)?|ext(?:ension)?|[xх#])[.:\s№]*(\d{1,6})\)?\s*$"
    r"|\s\((\d{2,5})\)\s*$",
    re.IGNORECASE,
)
_LETTER_O = re.compile(r"(?<![^\W\d_])[oо]+(?![^\W\d_])", re.IGNORECASE)
_LABEL = re.compile(
    r"^\s*(?:тел(?:ефон)?|т|моб(?:ільний)?|м|факс|ф|роб|tel|mob|phone|fax)\s*[.:/]+\s*(?=[+(\d])",
    re.IGNORECASE,
)
_DASHES = re.compile("[‐-―−]")
_DIGITS = re.compile(r"\+?\d{5,15}|\+?810\d{11,12}", re.ASCII)
_SIGNS = re.compile(r"[\s()\[\]/\\.,_*'’-]")


LONGEST = 200
"""No number is written with more signs; what is longer is not looked at, so it keeps nobody busy."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number of a card: `e164` to find by (None: it is none), `as_typed` to show, `extension`."""

    e164: str | None
    as_typed: str
    extension: str = ""


def e164(text: str, city_code: str = "") -> str | None:
    """The E.164 form ("+380501112233") of one number in any written form, or None when it is none.

    `city_code` ("44", "044") completes city numbers of 5-7 digits; without it they are no numbers.
    """
    return read_phone(text, city_code).e164


def read_phone(text: str, city_code: str = "") -> Phone:
    """One number as typed, with its extension ("дод. 12", "вн.105", "(105)") set apart."""
    if len(text) > LONGEST:
        return Phone(None, text.strip()[:LONGEST])
    number, extension = _read(_tidy(text), city_code)
    return Phone(number, text.strip(), extension if number else "")


def display_phone(number: str) -> str:
    """An E.164 number as people read it aloud: "050 111-22-33"; a foreign one in its country's grouping."""
    if number.startswith("+380") and len(number) == 13:
        area, rest = number[4:6], number[6:]
        return f"0{area} {rest[:3]}-{rest[3:5]}-{rest[5:]}"
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _tidy(text: str) -> str:
    text = text.replace("%2B", "+").replace("%2b", "+")
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFKC", text)
        text = "".join(
            char for char in text if unicodedata.category(char) not in {"Cf", "Cc"} or char in "\n\t"
        )
        text = _DASHES.sub("-", text)
    text = text.strip()
    return _LABEL.sub("", _LETTER_O.sub(lambda run: "0" * len(run[0]), text))


def _read(text: str, city_code: str) -> tuple[str | None, str]:
    whole = _number(text, city_code)
    if whole:
        return whole, ""
    cut = _EXTENSION.search(text)
    if not cut:
        return None, ""
    return _number(text[: cut.start()], city_code), cut[1] or cut[2]


def _number(text: str, city_code: str) -> str | None:
    digits = _SIGNS.sub("", text)
    if not _DIGITS.fullmatch(digits):
        return None
    found = _WRITTEN.fullmatch(digits)
    if found and _NATIONAL.fullmatch(found["national"]):
        return "+380" + found["national"]
    return _city(digits, city_code) or _by_library(digits)


def _city(digits: str, city_code: str) -> str | None:
    code = re.sub(r"\D", "", city_code)
    code = code.removeprefix("380").lstrip("0")
    if code and len(digits) <= 7 and len(code) + len(digits) == 9 and _NATIONAL.fullmatch(code + digits):
        return f"+380{code}{digits}"
    return None


@lru_cache(maxsize=4096)
def _by_library(digits: str) -> str | None:
    if len(digits) < 9 and not digits.startswith("+"):
        return None
    import phonenumbers

    try:
        parsed = phonenumbers.parse(digits, "UA")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
