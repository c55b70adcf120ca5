"""VAT numbers (ІПН платника ПДВ): 12 digits of a firm, 10 of a person, 9 of foreign or joint activity."""

import re
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.regions import REGIONS, Region
from crm_tui.domain.tax_code import check_digit_is_right

# Found to hold for every pair seen; the official text was not, so a wrong digit only warns.
_WEIGHTS = (11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


class VatNumberWarning(StrEnum):
    """What is odd about a VAT number."""

    CHECK_DIGIT = "check_digit"
    NOT_A_NUMBER = "not_a_number"
    OTHER_TAX_CODE = "other_tax_code"


@dataclass(frozen=True, slots=True)
class VatNumberReading:
    """A VAT number as it is stored, its tax region when it names one, and what is odd."""

    number: str
    region: Region | None = None
    warnings: tuple[VatNumberWarning, ...] = ()


def read_vat_number(text: str, tax_code: str = "") -> VatNumberReading:
    """Reads a VAT number beside the tax code: 12 digits begin with 7 of the ЄДРПОУ, 10 are the РНОКПП."""
    if not text or text.isspace():
        return VatNumberReading("")
    number = re.sub(r"\s", "", text)
    if not re.fullmatch(r"\d{9,10}|\d{12}", number, re.ASCII):
        return VatNumberReading(number, None, (VatNumberWarning.NOT_A_NUMBER,))
    warnings = []
    if not _digit_fits(number):
        warnings.append(VatNumberWarning.CHECK_DIGIT)
    if tax_code and not _same_owner(number, tax_code):
        warnings.append(VatNumberWarning.OTHER_TAX_CODE)
    return VatNumberReading(number, _region(number), tuple(warnings))


def _digit_fits(number: str) -> bool:
    if len(number) == 12:
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:11], strict=True))
        return total % 11 % 10 == int(number[11])
    return len(number) == 9 or check_digit_is_right(number)


def _same_owner(number: str, tax_code: str) -> bool:
    if len(number) == 12:
        return number[:7] == tax_code[:7]
    return len(number) == 9 or number == tax_code


def _region(number: str) -> Region | None:
    # Digits 8-9 number the regions in alphabetical order, Kyiv and Sevastopol last: our table's order.
    place = int(number[7:9]) if len(number) == 12 else 0
    return REGIONS[place - 1] if 1 <= place <= len(REGIONS) else None
