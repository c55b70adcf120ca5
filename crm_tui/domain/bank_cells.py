"""What banks write into the cells of their files: sums, days, currencies, codes."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from crm_tui.domain.kyiv import KYIV
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.domain.text import clean

HRYVNIA = "UAH"
EARLIEST, LATEST = 1991, 2100
"""Years between which money moves: what lies outside is a column mistaken for a day."""
_MOST_KOP = 10**15
_NOTHING = {"", "-", "—", "–"}
"""How banks write that a cell holds nothing."""
_LOOSE = dict.fromkeys(map(ord, " \t\u00a0\u2007\u2009\u202f'’`"))
_UNIT = re.compile(r"(?:грн|uah|₴)\.?$", re.IGNORECASE)
_BARE = re.compile(r"[0-9.,]*[0-9][0-9.,]*", re.ASCII)
_PLAIN = re.compile(r"(-?)(\d{1,12})(?:([.,])(\d{1,2}))?", re.ASCII)
"""How most sums are written."""
_MINUS = "-−–"
_NOISE = Decimal("0.000001")
"""How far a sum in a spreadsheet may lie from whole kopiykas: it is a binary fraction there."""
_CURRENCIES = {
    "980": "UAH",
    "840": "USD",
    "978": "EUR",
    "826": "GBP",
    "985": "PLN",
    "756": "CHF",
    "ГРН": "UAH",
    "ГРИВНЯ": "UAH",
    "₴": "UAH",
    "$": "USD",
    "€": "EUR",
}
_CURRENCY = re.compile(r"[A-Z]{3}")


class DayOrder(StrEnum):
    """In which order a day's parts stand; a year of four digits in front is always read as it is."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


def read_amount(text: str, decimal: str = "") -> int | None:
    """A signed sum in kopiykas; None: it is none, or has more places than a sum has.

    `decimal` is the sign before the kopiykas, "" to see it: of a point and a comma the later one is it; one
    alone is it unless three digits follow, which may be thousands as well, so that is None too.
    """
    if (plain := _PLAIN.fullmatch(text)) and plain[3] in {None, decimal or plain[3]}:
        sum_kop = int(plain[2]) * 100 + int((plain[4] or "").ljust(2, "0"))
        return -sum_kop if plain[1] else sum_kop
    bare = _UNIT.sub("", text.strip()).translate(_LOOSE)
    negative = False
    if bare[:1] == "(" and bare[-1:] == ")":
        bare, negative = bare[1:-1], True
    elif bare[:1] and bare[0] in _MINUS:
        bare, negative = bare[1:], True
    elif bare[-1:] and bare[-1] in _MINUS:
        bare, negative = bare[:-1], True
    bare = bare.removeprefix("+")
    if not _BARE.fullmatch(bare) or len(bare) > 30:
        return None
    parts = _whole_and_fraction(bare, decimal)
    kop = None if parts is None else _kopiykas(*parts, known=bool(decimal))
    if kop is None or kop > _MOST_KOP:
        return None
    return -kop if negative else kop


def nothing(text: str) -> bool:
    """Whether a cell holds nothing, in a bank's words."""
    return text.strip() in _NOTHING


def read_day(text: str, order: DayOrder = DayOrder.DAY_FIRST) -> date | None:
    """The Kyiv day of a cell, with or without a time after it; None: it is none."""
    found = _ISO.fullmatch(text.strip()) or _ORDERS[order].fullmatch(text.strip())
    if not found:
        return None
    year = int(found["y"])
    try:
        day = date(year + 2000 if year < 100 else year, int(found["m"]), int(found["d"]))
        if offset := found.groupdict().get("offset"):
            # a moment with an offset may be another day in Kyiv
            clock = f"{found['clock'][:5]}{'+00:00' if offset == 'Z' else offset}"
            day = datetime.fromisoformat(f"{day}T{clock}").astimezone(KYIV).date()
    except (ValueError, OverflowError):
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def read_currency(text: str) -> str:
    """Three letters; "" for what is no currency."""
    code = text.strip().upper()
    code = _CURRENCIES.get(code.rstrip("."), code)
    return code if _CURRENCY.fullmatch(code) else ""


def read_party_code(text: str) -> str:
    """A tax code as the store has it; zeros alone, with which banks say "none", are empty."""
    return "" if nothing(text) else clean(read_tax_code(text).code)


_TIME = r"(?:[ T,]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?(?P<offset>Z|[+-]\d{2}:\d{2})?)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})(?P<s>[-./]?)(?P<m>\d{{2}})(?P=s)(?P<d>\d{{2}}){_TIME}", re.ASCII)
_PARTS = {"d": r"(?P<d>\d{1,2})", "m": r"(?P<m>\d{1,2})", "y": r"(?P<y>\d{4}|\d{2})"}


def _pattern(order: DayOrder) -> re.Pattern[str]:
    first, second, third = (_PARTS[part] for part in order.value)
    return re.compile(f"{first}(?P<s>[-./]){second}(?P=s){third}{_TIME}", re.ASCII)


_ORDERS = {order: _pattern(order) for order in DayOrder}


def _whole_and_fraction(bare: str, decimal: str) -> tuple[str, str] | None:
    """The digits before the decimal sign and those after it."""
    sign = decimal or _sign_of(bare)
    whole, found, fraction = bare.rpartition(sign) if sign else (bare, "", "")
    if not found:
        whole, fraction = bare, ""
    if not fraction.isdigit() and fraction:
        return None
    grouping = {char for char in whole if not char.isdigit()}
    if len(grouping) > 1 or sign in grouping:
        return None
    if grouping:
        first, *others = whole.split(grouping.pop())
        if not 1 <= len(first) <= 3 or any(len(one) != 3 for one in others):
            return None
        whole = first + "".join(others)
    return whole or "0", fraction


def _sign_of(bare: str) -> str:
    """The decimal sign of a sum that stands alone; "" where there is none."""
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        return max(".,", key=bare.rfind)
    if points + commas == 1:
        return "." if points else ","
    return ""


def _kopiykas(whole: str, fraction: str, *, known: bool) -> int | None:
    if len(fraction) <= 2:
        return int(whole) * 100 + int(fraction.ljust(2, "0"))
    if len(fraction) == 3 and not known:
        return None
    value = Decimal(f"{whole}.{fraction}") * 100
    near = value.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return int(near) if abs(value - near) <= _NOISE * 100 else None
