"""What is odd about a typed value, in words; a warning never forbids saving (odd codes can be real)."""

from datetime import date

from crm_tui.domain.kyiv import parse_date
from crm_tui.domain.phone import e164
from crm_tui.domain.tax_code import TaxCodeWarning, read_tax_code
from crm_tui.i18n import N_, _

_TAX_CODE = {
    TaxCodeWarning.CHECK_DIGIT: N_("the check digit does not fit: look again"),
    TaxCodeWarning.PADDED: N_("the zeros in front were lost; it will be saved with them"),
    TaxCodeWarning.NO_NUMBER: N_("zeros alone are no code"),
    TaxCodeWarning.NOT_A_CODE: N_("8 digits of a firm, 10 of a person, or a passport"),
}


def check_phone(text: str, city_code: str = "") -> str:
    """A warning about a phone number in any written form."""
    return _("this is no phone number") if text.strip() and e164(text, city_code) is None else ""


def check_date(text: str, today: date) -> str:
    """A warning about a date typed as 15.04.2026, 15.04.26 or 15.4."""
    return _("day.month.year") if text.strip() and parse_date(text, today=today) is None else ""


def check_tax_code(text: str) -> str:
    """A warning about a tax code."""
    return "; ".join(_(_TAX_CODE[warning]) for warning in read_tax_code(text).warnings)
