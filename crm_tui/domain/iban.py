"""IBAN of Ukraine: UA, two check digits, 6 digits of the bank (МФО), 19 of the account."""

import re

TREASURY = "820172"
"""The bank's code in accounts of budget institutions."""
_SHAPE = re.compile(r"UA\d{27}", re.ASCII)
_CYRILLIC = str.maketrans({"А": "A", "а": "A"})


def read_iban(text: str) -> str:
    """The IBAN without what people put between its digits, its two letters Latin and large."""
    tidy = "".join(char for char in text if char.isalnum())
    return tidy[:2].translate(_CYRILLIC).upper() + tidy[2:]


def iban_problem(iban: str) -> bool:
    """Whether a tidy IBAN is none of Ukraine, or its check digits are wrong."""
    if not _SHAPE.fullmatch(iban):
        return True
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 != 1


def bank_code(iban: str) -> str:
    """The bank's code (МФО) in an IBAN; empty where it has none."""
    return iban[4:10] if _SHAPE.fullmatch(iban) else ""
