"""What is stored of a contact's form."""

from typing import Any

from crm_tui.domain.search_key import search_key
from crm_tui.domain.sort_key import sort_key
from crm_tui.domain.text import clean, clean_multiline


def contact_columns(full_name: str, email: str, note: str) -> dict[str, Any]:
    """The columns of a contact, cleaned, with the keys made from the name."""
    name = clean(full_name).strip()
    return {
        "full_name": name,
        "email": clean(email).strip().lower(),
        "note": clean_multiline(note).strip(),
        "search_key": search_key(name),
        "sort_key": sort_key(name),
    }
