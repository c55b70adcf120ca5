"""What the domain finds wrong or odd with a card, in words."""

from crm_tui.domain.clients import Problem
from crm_tui.i18n import N_, _

_WORDS = {
    "tax_code_check_digit": N_("Tax code {code}: the check digit is wrong; look at it again"),
    "tax_code_padded": N_("Tax code {code}: leading zeros were put back"),
    "tax_code_no_number": N_("A tax code of zeros is no code; leave it empty"),
    "tax_code_not_a_code": N_("{code} has the form of no tax code"),
    "tax_code_of_other_kind": N_("Tax code {code} is of another kind of client"),
    "name_missing": N_("A client needs a name"),
    "too_long": N_("At most {longest} letters"),
    "vat_number_check_digit": N_("VAT number {number}: the check digit is wrong; look at it again"),
    "vat_number_not_a_number": N_("{number} has the form of no VAT number"),
    "vat_number_other_tax_code": N_("VAT number {number} belongs to another tax code"),
    "region_unknown": N_("No such region: {region}"),
    "email_shape": N_("{email} does not look like an e-mail address"),
    "contacts_unreadable": N_("The contacts of this line cannot be read: {why}"),
    "tag_unreadable": N_("{tag} is no tag: a word of at most 30 letters without commas, quotes, brackets"),
    "phone_unreadable": N_("This is no phone number: {phone}"),
}


def words_of(problem: Problem) -> str:
    """One line for a person."""
    return _(_WORDS[problem.code]).format(**problem.params)
