"""The words of a client's card: kinds, fields, dates, terms."""

from collections.abc import Sequence
from datetime import date

from crm_tui.domain.kinds import ClientKind, PhoneKind, TagColour, TalkKind
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.text import clean
from crm_tui.i18n import N_, _, ngettext
from crm_tui.usecases.shapes import TagMark
from crm_tui.widgets.inks import Ink

KINDS = {
    ClientKind.LEGAL_ENTITY: N_("Legal entity"),
    ClientKind.SOLE_TRADER: N_("Sole trader"),
    ClientKind.PRIVATE_PERSON: N_("Private person"),
    ClientKind.BUDGET_INSTITUTION: N_("Budget institution"),
}
PHONE_KINDS = {
    PhoneKind.MOBILE: N_("mobile"),
    PhoneKind.WORK: N_("work"),
    PhoneKind.HOME: N_("home"),
    PhoneKind.OTHER: N_("other"),
}
TALK_KINDS = {TalkKind.SALE: N_("sale"), TalkKind.SUPPORT: N_("support")}
TAG_COLOURS = {
    TagColour.NONE: N_("no colour"),
    TagColour.RED: N_("red"),
    TagColour.YELLOW: N_("yellow"),
    TagColour.GREEN: N_("green"),
    TagColour.BLUE: N_("blue"),
    TagColour.VIOLET: N_("violet"),
}
FIELDS = {
    "kind": N_("Kind"),
    "tax_code": N_("Tax code"),
    "full_name": N_("Full name"),
    "short_name": N_("Short name"),
    "vat_number": N_("VAT number"),
    "region": N_("Region"),
    "legal_address": N_("Registered address"),
    "mail_address": N_("Mailing address"),
    "email": N_("E-mail"),
    "site": N_("Site"),
    "head_name": N_("Head"),
    "head_position": N_("Head's position"),
    "note": N_("Note"),
}
"""The fields of a card in the order of the form."""


def day(value: date | None) -> str:
    return format_date(value) if value else ""


def left(days: int | None) -> str:
    """How long a term still runs, in words."""
    if days is None:
        return _("without term")
    if days < 0:
        return ngettext("ended {n} day ago", "ended {n} days ago", -days).format(n=-days)
    if days == 0:
        return _("ends today")
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def one_line(text: str) -> str:
    """A text from outside in one harmless line."""
    return " ".join(clean(text).split())


def field_value(name: str, value: object) -> str:
    """A field's value as people read it."""
    if name == "kind" and value in KINDS:
        return _(KINDS[ClientKind(str(value))])
    return one_line(str(value or ""))


def tag_words(tag: TagMark) -> str:
    """A tag in one word: its sign, or # as in a search line, and its name."""
    return one_line(f"{tag.sign or '#'}{tag.name}")


def with_tags(text: str, tags: Sequence[TagMark]) -> tuple[str, tuple[Ink, ...]]:
    """The text with tags behind it, and their colours."""
    inks = []
    for tag in tags:
        begin = len(text) + 2
        text += f"  {tag_words(tag)}"
        if tag.colour is not TagColour.NONE:
            inks.append(Ink(begin, len(text), tag.colour))
    return text, tuple(inks)
