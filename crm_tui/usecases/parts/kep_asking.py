"""A filter of the register of КЕП sets as a query, for the person who asks: names become records."""

from crm_tui.domain.errors import Refused
from crm_tui.domain.filter_language import FieldKind
from crm_tui.domain.filter_tree import Condition, FilterError, Tree, conditions_of
from crm_tui.domain.kep_filter import parse_kep_filter
from crm_tui.domain.kep_filter_words import KEP_FILTER, LEFT, ME, KepField
from crm_tui.domain.kyiv import today
from crm_tui.domain.search_key import search_key
from crm_tui.i18n import _
from crm_tui.store.kep_asked import AskedSets, number_of
from crm_tui.store.kep_register import SORTS, Order, Wanted
from crm_tui.store.quick import Quick, Rows
from crm_tui.store.scope import Unit
from crm_tui.usecases.parts.filter_words import reading, refused
from crm_tui.usecases.parts.tag_rows import known_tags

SORT_WORDS = {
    "number": ("номер",),
    "issued": ("виписано",),
    "paid": ("оплачено",),
    "ordered": ("замовлено",),
    "generated": ("згенеровано",),
    "documents": ("документи",),
    "closed": ("закрито",),
    "cancelled": ("анульовано",),
    "valid_from": ("діє-з", "valid-from"),
    "valid_to": ("діє-до", "valid-to"),
    "own": ("своє",),
    "ca": ("кнедп",),
    "total": ("сума",),
    "months": ("місяців",),
    "client": ("клієнт",),
}
_SORT_OF = {word: name for name in SORTS for word in (name, *SORT_WORDS[name])}


def read_kep_filter(text: str) -> Tree:
    """The filter that a text says; Refused with the word that says nothing and what it may be."""
    return reading(parse_kep_filter, text)


def read_order(text: str) -> Order:
    """`issued`, `-сума`: by which column, a minus for the greatest first; nothing: the newest first."""
    if not (said := text.strip().casefold()):
        return Order()
    down = said.startswith("-")
    if (name := _SORT_OF.get(said.removeprefix("-"))) is None:
        known = ", ".join(SORTS)
        raise Refused(_("{word}: it is ordered by one of: {choices}").format(word=text[:40], choices=known))
    return Order(name, down)


def asked_sets(unit: Unit, tree: Tree, order: Order | None = None) -> Wanted:
    """The query of a filter; Refused for a person, kind, own firm or day that is not there."""
    named = {}
    for asked in conditions_of(tree):
        for value in asked.values:
            if value is not None:
                _refuse_number(asked, value)
                if (ids := _ids(unit, asked.field, value)) is not None:
                    named[asked.field, value] = ids
    ask = AskedSets(today(unit.now), named, unit.is_sqlite)
    try:
        where = ask.where(tree)
    except FilterError as problem:
        raise refused(problem) from None
    return Wanted(where, ask.values, ask.of_client, order or Order())


def _refuse_number(asked: Condition, value: str) -> None:
    if asked.field == KepField.NUMBER and number_of(value) is None:
        said = _("{text}: neither a number nor an identifier such as КЕП-1230 (its last digit proves it)")
        raise Refused(said.format(text=value[:40]))


def _ids(unit: Unit, field: str, value: str) -> tuple[int, ...] | None:
    if KEP_FILTER.fields[field].kind is FieldKind.PERSON:
        return _people(unit, value)
    match field:
        case KepField.KIND:
            return _kinds(unit, value)
        case KepField.FIRM:
            return _firms(unit, value)
        case KepField.TAG:
            return tuple(int(row.id) for row in known_tags(unit, [value]))
    return None


def _people(unit: Unit, value: str) -> tuple[int, ...]:
    """Of a login, else of a part of the name; those who left; whoever asks."""
    if value == ME:
        return (unit.actor.id or 0,)
    rows = Quick(unit.session).rows("SELECT id, login, full_name, active FROM employee ORDER BY id")
    if value == LEFT:
        return tuple(number for number, _login, _name, active in rows if not active)
    key = search_key(value)
    found = [number for number, login, *_rest in rows if login.casefold() == value.casefold()] or [
        number for number, _login, name, _active in rows if key and key in search_key(name)
    ]
    if not found:
        raise Refused(_("there is no user {login}").format(login=value[:40]))
    return tuple(found)


def _kinds(unit: Unit, value: str) -> tuple[int, ...]:
    """Of a service's code, else those whose name has all the words."""
    rows = Quick(unit.session).rows(
        "SELECT k.id, v.code, v.name FROM kep_set_kind k JOIN service v ON v.id = k.service_id"
    )
    return _called(rows, value, _("There is no kind of set {text}"))


def _firms(unit: Unit, value: str) -> tuple[int, ...]:
    """Of a tax code, else those whose name has all the words."""
    rows = Quick(unit.session).rows("SELECT id, tax_code, short_name FROM own_entity")
    return _called(rows, value, _("There is no own firm {text}"))


def _called(rows: Rows, value: str, missing: str) -> tuple[int, ...]:
    """The ids of (id, code, name) that have the code, else all the words in their name; else Refused."""
    words = search_key(value).split()
    found = [number for number, code, _name in rows if code.casefold() == value.casefold()] or [
        number for number, _code, name in rows if all(word in search_key(name) for word in words)
    ]
    if not found:
        raise Refused(missing.format(text=value[:40]))
    return tuple(found)
