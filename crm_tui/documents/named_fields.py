"""The one table of named fields that the office's own texts may use, and what each says of a paper."""

from collections.abc import Callable
from functools import lru_cache, partial

from crm_tui.documents.harmless import harmless
from crm_tui.documents.invoice_words import payment_purpose
from crm_tui.documents.parts import account, codes, full_name, requisites, shows_vat
from crm_tui.documents.shapes import Paper, Side
from crm_tui.documents.words import amount_in_words, day_in_words
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money
from crm_tui.i18n import N_

Value = Callable[[Paper], str]
ITEMS_MARK = "\x02items\x02"
"""Stands for the table in a contract's text; control signs are taken out of values, so none can hold it."""
_BLANK = "____________________"


def represented(side: Side) -> str:
    """ "в особі директора Іваненка Івана Івановича, що діє на підставі Статуту"

    A genitive that nobody typed is a blank to be filled by hand: names are never declined in silence. A sole
    trader is himself, so only his ground is told.
    """
    ground = f"що діє на підставі {side.acts_on or _BLANK}"
    if len(side.tax_code) == 10 and not side.head_name_genitive:
        return ground if side.acts_on else ""
    position = f"{side.head_position_genitive} " if side.head_position_genitive else ""
    return f"в особі {position}{side.head_name_genitive or _BLANK}, {ground}"


def place_words(place: str) -> str:
    """ "м. Львів"; what already says what it is stays"""
    if not place or place.lower().startswith(("м.", "с.", "смт", "сел", "місто ")):
        return place
    return f"м. {place}"


_OF_A_SIDE: dict[str, tuple[str, Callable[[Side], str]]] = {
    "name": (N_("the short name"), lambda side: side.name or side.full_name),
    "full_name": (N_("the full name"), full_name),
    "tax_code": (N_("the tax code"), lambda side: side.tax_code),
    "vat_number": (N_("the VAT number"), lambda side: side.vat_number),
    "codes": (N_("the codes with their names"), codes),
    "iban": (N_("the IBAN"), lambda side: side.iban),
    "bank": (N_("the bank"), lambda side: side.bank),
    "account": (N_("IBAN and bank in one line"), account),
    "address": (N_("the registered address"), lambda side: side.address),
    "mail_address": (N_("the mailing address"), lambda side: side.mail_address or side.address),
    "phone": (N_("the phone"), lambda side: side.phone),
    "email": (N_("the e-mail"), lambda side: side.email),
    "tax_status": (N_("the tax status"), lambda side: side.tax_status),
    "head_name": (N_("who signs, nominative"), lambda side: side.head_name),
    "head_name_genitive": (N_("who signs, genitive"), lambda side: side.head_name_genitive),
    "head_position": (N_("the position of who signs, nominative"), lambda side: side.head_position),
    "head_position_genitive": (
        N_("the position of who signs, genitive"),
        lambda side: side.head_position_genitive,
    ),
    "acts_on": (N_("what who signs acts on, genitive"), lambda side: side.acts_on),
    "represented": (
        N_("by whom it is represented and on what ground, with blanks for what is not known"),
        represented,
    ),
    "requisites": (N_("all requisites in one line"), lambda side: ", ".join(requisites(side))),
}
_OF_A_PAPER: dict[str, tuple[str, Value]] = {
    "number": (N_("the number of the paper"), lambda paper: paper.number),
    "day": (N_("the day of the paper, 23.11.2026"), lambda paper: format_date(paper.day)),
    "day_words": (N_("the day of the paper in words"), lambda paper: day_in_words(paper.day)),
    "year": (N_("the year of the paper"), lambda paper: str(paper.day.year)),
    "valid_until": (
        N_("until when the paper holds; empty when it has no end"),
        lambda paper: format_date(paper.valid_until) if paper.valid_until else "",
    ),
    "place": (N_("the place, as «м. Львів»"), lambda paper: place_words(paper.place)),
    "contract": (N_("the ground: the contract with its number and day"), lambda paper: paper.contract),
    "purpose": (N_("the purpose of the payment"), payment_purpose),
    "author": (N_("who made the paper"), lambda paper: paper.author),
    "note": (N_("the note of the paper"), lambda paper: paper.note),
    "services": (
        N_("the names in the table, by commas"),
        lambda paper: ", ".join(line.name for line in paper.lines),
    ),
    "net": (N_("the sum without VAT"), lambda paper: format_money(paper.net_kop)),
    "vat": (
        N_("the sum of VAT; empty when there is none"),
        lambda paper: format_money(paper.vat_kop) if shows_vat(paper) else "",
    ),
    "total": (N_("the sum with VAT"), lambda paper: format_money(paper.total_kop)),
    "total_words": (N_("the sum with VAT in words"), lambda paper: amount_in_words(paper.total_kop)),
    "vat_words": (
        N_("«у т.ч. ПДВ ...» or «без ПДВ»"),
        lambda paper: f"у т.ч. ПДВ {format_money(paper.vat_kop)} грн" if shows_vat(paper) else "без ПДВ",
    ),
}
EXTRA_FIELDS = {
    "treasury": N_("the treasury body that serves the institution"),
    "procurement": N_("the Prozorro id, or the ground for buying without it"),
    "purchase_code": N_("the code of ДК 021:2015 with its name"),
    "economic_code": N_("the code of economic classification (КЕКВ)"),
}
"""Fields that come in `Paper.fields`."""


@lru_cache(maxsize=1)
def _values() -> dict[str, Value]:
    values = {name: value for name, (_, value) in _OF_A_PAPER.items()}
    for part, (_, of_side) in _OF_A_SIDE.items():
        values[f"seller_{part}"] = partial(_of_seller, of_side)
        values[f"buyer_{part}"] = partial(_of_buyer, of_side)
    for name in EXTRA_FIELDS:
        values[name] = partial(_extra, name)
    return values


def _of_seller(of_side: Callable[[Side], str], paper: Paper) -> str:
    return of_side(paper.seller)


def _of_buyer(of_side: Callable[[Side], str], paper: Paper) -> str:
    return of_side(paper.buyer)


def _extra(name: str, paper: Paper) -> str:
    return paper.fields.get(name, "")


def field_names() -> frozenset[str]:
    """Every name that stands in the table."""
    return frozenset(_values())


def described_fields() -> list[tuple[str, str]]:
    """Name and meaning (a message id) of each field; `X_` stands for `seller_` and `buyer_`."""
    of_paper = [(name, meaning) for name, (meaning, _) in _OF_A_PAPER.items()]
    of_side = [(f"X_{name}", meaning) for name, (meaning, _) in _OF_A_SIDE.items()]
    return [*of_paper, *EXTRA_FIELDS.items(), *of_side]


def fields_of(paper: Paper) -> dict[str, str]:
    """What each field says of this paper."""
    known = harmless(paper)
    return {name: value(known) for name, value in _values().items()}
