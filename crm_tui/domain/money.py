"""Money: whole kopiykas inside; how sums are rounded, written and read."""

import re
from decimal import ROUND_HALF_UP, Decimal

NO_BREAK = "\u00a0"
_MOST = 10**15
"""Ten trillion hryvnias: what is typed above it is a slip of the hand."""


def half_up(value: Decimal) -> int:
    """A whole number of kopiykas, a half away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def format_money(kop: int) -> str:
    """ "1 536,00" with no-break spaces, as papers show it"""
    hryvnias, rest = divmod(abs(kop), 100)
    grouped = f"{hryvnias:,}".replace(",", NO_BREAK)
    return f"{'-' if kop < 0 else ''}{grouped},{rest:02}"


def money_decimal(kop: int) -> str:
    """ "1536.00", for other programs"""
    hryvnias, rest = divmod(abs(kop), 100)
    return f"{'-' if kop < 0 else ''}{hryvnias}.{rest:02}"


def parse_money(text: str) -> int | None:
    """A typed sum in hryvnias ("1 536", "1536,5", "1 536.50 грн") as kopiykas; None: it is none.

    More than two places are refused and not rounded: nobody means half a kopiyka.
    """
    bare = re.sub(r"\s+|(?:грн|₴|UAH)\.?\s*$", "", text.strip(), flags=re.IGNORECASE)
    found = re.fullmatch(r"(-?)(\d+)(?:[.,](\d{1,2}))?", bare, re.ASCII)
    if not found:
        return None
    kop = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    if kop > _MOST:
        return None
    return -kop if found[1] else kop
