"""A card as typed -> the columns of its row; and back for a form."""

from dataclasses import fields, replace
from typing import Any

from crm_tui.domain.clients import ClientDraft, Problem, Severity, check_client
from crm_tui.domain.errors import Refused
from crm_tui.domain.names import card_keys
from crm_tui.domain.regions import region_of
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.domain.vat_number import read_vat_number
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client
from crm_tui.usecases.parts.problem_words import words_of

FORM_FIELDS = tuple(field.name for field in fields(ClientDraft) if field.name != "phones")


def checked(unit: Unit, draft: ClientDraft) -> tuple[ClientDraft, list[Problem]]:
    """The draft, cleaned, and what is odd with it; Refused with the first thing that is wrong."""
    tidy: dict[str, Any] = {
        name: clean(getattr(draft, name)).strip() for name in FORM_FIELDS if name not in {"kind", "note"}
    }
    cleaned = replace(draft, **tidy, note=clean_multiline(draft.note).strip())
    problems = check_client(cleaned, city_code=unit.settings.pbx.city_code)
    for problem in problems:
        if problem.severity is Severity.ERROR:
            raise Refused(words_of(problem))
    return cleaned, problems


def columns_of(draft: ClientDraft) -> dict[str, object]:
    """The columns of the row: codes in their stored form, the region by its name, keys from the names."""
    keys = card_keys(draft.full_name, draft.short_name)
    code = read_tax_code(draft.tax_code).code
    region = region_of(draft.region) if draft.region else None
    values: dict[str, object] = {name: getattr(draft, name) for name in FORM_FIELDS}
    return values | {
        "tax_code": code or None,
        "vat_number": read_vat_number(draft.vat_number, code).number or None,
        "region": region.name if region else draft.region or None,
        "short_name": keys.short_name,
        "legal_form": keys.legal_form,
        "search_key": keys.search_key,
        "sort_key": keys.sort_key,
    }


def draft_of(client: Client) -> ClientDraft:
    """The row as a form holds it."""
    values: dict[str, Any] = {name: getattr(client, name) for name in FORM_FIELDS}
    filled: dict[str, Any] = {name: "" if value is None else value for name, value in values.items()}
    return ClientDraft(**filled)
