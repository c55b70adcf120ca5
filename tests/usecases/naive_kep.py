"""The register's filters once more, as plainly as can be: one set at a time, without a store's language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_tui.domain.filter_days import filter_span
from crm_tui.domain.filter_language import FieldKind
from crm_tui.domain.filter_tree import All, Condition, Either, Not, Sign, Tree
from crm_tui.domain.kep_filter import spellings
from crm_tui.domain.kep_filter_words import KEP_FILTER, LEFT, ME, KepField
from crm_tui.domain.kep_sets import KepFacts, KepState, debts_of, read_kep_ref
from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.regions import region_of
from crm_tui.domain.search_key import search_key

F = KepField


@dataclass(frozen=True)
class Naive:
    """A set with all that a filter may ask, by fields; people as (login, name, active)."""

    id: int
    facts: KepFacts
    fields: dict[str, Any]
    holders: tuple[tuple[str, str, str], ...]
    """(kind, name, code)"""


def holds(one: Naive, tree: Tree, today: date, me: str) -> bool:
    """Whether the filter takes the set."""
    match tree:
        case Not(part):
            return not holds(one, part, today, me)
        case All(parts):
            return all(holds(one, part, today, me) for part in parts)
        case Either(parts):
            return any(holds(one, part, today, me) for part in parts)
        case Condition(_field, Sign.IS_NOT, _values):
            return not any(meant(one, tree, value, today, me) for value in tree.values)
        case Condition():
            return any(meant(one, tree, value, today, me) for value in tree.values)


def meant(one: Naive, asked: Condition, value: str | None, today: date, me: str) -> bool:
    """Whether one value of a condition is true of the set."""
    if asked.field is F.DEBT:
        debts = debts_of(one.facts)
        return not debts if value is None else value in debts
    if asked.field in {F.HOLDER, F.HOLDER_KIND}:
        return not one.holders if value is None else any(_holder(h, asked.field, value) for h in one.holders)
    if asked.field == F.NUMBER:
        return value is not None and one.id == (int(value) if value.isdigit() else read_kep_ref(value))
    has = one.fields[asked.field]
    if asked.field == F.TAG:
        return not has if value is None else value in has
    if value is None:
        return has is None or has == ""
    return has is not None and _compares(has, asked, value, today, me)


def _holder(holder: tuple[str, str, str], field: str, value: str) -> bool:
    kind, name, code = holder
    return kind == value if field == F.HOLDER_KIND else code == value or _in(name, value)


def _in(text: str, part: str) -> bool:
    return any(spelling in text for spelling in spellings(part))


def _compares(has: Any, asked: Condition, value: str, today: date, me: str) -> bool:
    match KEP_FILTER.fields[asked.field].kind:
        case FieldKind.DAY:
            span = filter_span(value, today)
            assert span is not None
            return _stands(has, asked.sign, span.first, span.last)
        case FieldKind.COUNT | FieldKind.MONEY:
            first, dots, last = value.partition("..")
            least = int(first) if first else 0
            most = least if not dots else int(last) if last else 10**12
            return _stands(has, asked.sign, least, most)
        case FieldKind.PERSON:
            login, name, active = has
            if value in {ME, LEFT}:
                return login == me if value == ME else not active
            return login == value or search_key(value) in search_key(name)
        case FieldKind.FLAG:
            return bool(has) == (value == "yes")
        case FieldKind.CODE:
            return str(has) == value
    return _text(has, asked.field, value)


def _text(has: Any, field: str, value: str) -> bool:
    match field:
        case F.KIND | F.FIRM:
            code, name = has
            return code == value or all(word in search_key(name) for word in search_key(value).split())
        case F.CLIENT:
            return search_key(value) in search_key(has)
        case F.REGION:
            region = region_of(value)
            return bool(has == (region.name if region else value))
        case F.CODE | F.INVOICE:
            return bool(has == value)
    return _in(has, value)


def _stands(has: Any, sign: Sign, first: Any, last: Any) -> bool:
    match sign:
        case Sign.LESS:
            return bool(has < first)
        case Sign.AT_MOST:
            return bool(has <= last)
        case Sign.MORE:
            return bool(has > last)
        case Sign.AT_LEAST:
            return bool(has >= first)
    return bool(first <= has <= last)


__all__ = ["ClientKind", "KepState", "Naive", "holds"]
