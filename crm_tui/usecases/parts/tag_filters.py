"""Kept filters that name a tag: they follow it to another name."""

from dataclasses import dataclass

from sqlalchemy import select

from crm_tui.domain.filter_text import parse_tree, tree_text
from crm_tui.domain.filter_tree import FilterError, with_values
from crm_tui.domain.tags import SIGNS, tag_key
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KeptFilterRow
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch
from crm_tui.usecases.parts.filter_lists import LISTS

_FILTER = core(KeptFilterRow)
_ALL = (
    select(_FILTER, EMPLOYEE.c.full_name.label("owner"))
    .join_from(_FILTER, EMPLOYEE, EMPLOYEE.c.id == _FILTER.c.owner_id)
    .order_by(_FILTER.c.id)
)
TAG_FIELD = "tag"


@dataclass(frozen=True, slots=True)
class FilterChanged:
    """A kept filter that named the tag: whose, and its text before and after.

    Where both are the same the text could not be read and stays as it was.
    """

    id: int
    name: str
    owner: str
    was: str
    now: str


def filters_follow(unit: Unit, old: str, new: str) -> list[FilterChanged]:
    """Every kept filter that names the tag `old` (its key) names `new` from now on, whosever it is."""
    changed = []
    for row in fetch(unit, _ALL):
        text = _with_name(row.list_name, row.text, old, new)
        if text is None or text == row.text:
            if text is None and old in tag_key(row.text):
                changed.append(FilterChanged(row.id, row.name, row.owner, row.text, row.text))
            continue
        if (kept := unit.lock(KeptFilterRow, row.id)) is not None:
            unit.change(kept, text=text)
            changed.append(FilterChanged(row.id, row.name, row.owner, row.text, text))
    return changed


def filters_return(unit: Unit, changed: list[tuple[int, str, str]]) -> int:
    """Filters (id, was, now) whose text nobody changed since say what they said; answers how many."""
    count = 0
    for number, was, now in changed:
        kept = unit.lock(KeptFilterRow, number)
        if kept is not None and kept.text == now:
            count += unit.change(kept, text=was)
    return count


def _with_name(list_name: str, text: str, old: str, new: str) -> str | None:
    """The text with the tag's other name; None: it cannot be read."""
    wanted = LISTS.get(list_name)
    if wanted is None or TAG_FIELD not in wanted.language.fields or old not in tag_key(text):
        return text
    try:
        tree = parse_tree(text, wanted.language)
    except FilterError:
        return None
    said = with_values(tree, TAG_FIELD, lambda one: new if tag_key(one.lstrip(SIGNS)) == old else one)
    return text if said == tree else tree_text(said, wanted.language)
