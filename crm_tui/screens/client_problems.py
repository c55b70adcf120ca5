"""What is wrong or odd about a card being typed, field by field."""

from collections.abc import Mapping

from crm_tui.domain.clients import ClientDraft, Problem, check_client
from crm_tui.domain.kinds import ClientKind


def draft_of(values: Mapping[str, str]) -> ClientDraft:
    """The card that stands in a form; `phone` of the form is its contact's number."""
    fields = {name: values.get(name, "") for name in ClientDraft.__slots__ if name not in {"kind", "phones"}}
    phones = (values["phone"],) if values.get("phone") else ()
    return ClientDraft(kind=ClientKind(values["kind"]), phones=phones, **fields)


def problems_by_field(values: Mapping[str, str], city_code: str) -> dict[str, list[Problem]]:
    """The problems of a form, by the names of its fields."""
    found: dict[str, list[Problem]] = {}
    for problem in check_client(draft_of(values), city_code=city_code):
        found.setdefault("phone" if problem.field == "phones" else problem.field, []).append(problem)
    return found
