"""What is derived from a client's names: the legal form, the key to find by, the place in the list."""

from dataclasses import dataclass

from crm_tui.domain.legal_form import strip_legal_form
from crm_tui.domain.search_key import search_key
from crm_tui.domain.sort_key import sort_key


@dataclass(frozen=True, slots=True)
class NameKeys:
    """The derived columns of a client; `short_name` is the given one, else the full one without its form."""

    short_name: str
    legal_form: str
    search_key: str
    sort_key: str


def name_keys(full_name: str, short_name: str = "") -> NameKeys:
    """The columns made from both names; the key finds by the short name first, then by the full one."""
    form_of_full, full_rest = strip_legal_form(full_name)
    form_of_short, short_rest = strip_legal_form(short_name) if short_name else ("", full_rest)
    short_key, full_key = search_key(short_rest), search_key(full_rest)
    key = short_key if full_key in short_key else f"{short_key} {full_key}"
    return NameKeys(
        short_name=short_rest,
        legal_form=form_of_short or form_of_full,
        search_key=key,
        sort_key=sort_key(short_rest),
    )
