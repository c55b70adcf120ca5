"""A filter of the register of КЕП sets as a condition of a query over `s` (and `c`, the client)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm_tui.domain.filter_days import filter_span, number_span
from crm_tui.domain.filter_language import FieldKind
from crm_tui.domain.filter_tree import Condition, FilterError, Sign, Tree
from crm_tui.domain.kep_filter import spellings
from crm_tui.domain.kep_filter_words import KEP_FILTER, KepField
from crm_tui.domain.kep_sets import KepDuty, read_kep_ref
from crm_tui.domain.periods import Period
from crm_tui.domain.regions import region_of
from crm_tui.domain.search_key import search_key
from crm_tui.store.filter_where import either, where_of
from crm_tui.store.tagged import NO_TAG, TAGGED
from crm_tui.store.task_list import bound, ids_in

F = KepField
_COLUMNS: dict[str, str] = {
    F.ISSUED: "issued_on",
    F.PAID: "paid_on",
    F.ORDERED: "ordered_on",
    F.GENERATED: "generated_on",
    F.DOCUMENTS: "documents_on",
    F.CLOSED: "closed_on",
    F.CANCELLED: "cancelled_on",
    F.VALID_FROM: "valid_from",
    F.VALID_TO: "valid_to",
    F.MANAGER: "manager_id",
    F.ORDERED_BY: "ordered_by_id",
    F.GENERATED_BY: "generated_by_id",
    F.DOCUMENTS_BY: "documents_by_id",
    F.STATE: "state",
    F.PLACE: "documents_place",
    F.BOX: "box_id",
    F.KIND: "kind_id",
    F.MONTHS: "months",
    F.PRRO: "prro",
    F.ISSUER: "issuer",
    F.INVOICE: "invoice_id",
    F.BY_HAND: "paid_by_hand",
    F.FIRM: "own_entity_id",
    F.OWN: "own_kop",
    F.CA: "ca_kop",
    F.TOTAL: "total_kop",
    F.NOTE: "note",
}
_OF_CLIENT: dict[str, str] = {
    F.CLIENT: "search_key",
    F.CODE: "tax_code",
    F.CLIENT_KIND: "kind",
    F.REGION: "region",
}
DEBTS = {
    KepDuty.DOCUMENTS: (
        "s.documents_on IS NULL AND s.cancelled_on IS NULL"
        " AND (s.paid_on IS NOT NULL OR s.generated_on IS NOT NULL)"
    ),
    KepDuty.GENERATION: "s.generated_on IS NULL AND s.cancelled_on IS NULL AND s.paid_on IS NOT NULL",
    KepDuty.PAYMENT: "s.paid_on IS NULL AND s.cancelled_on IS NULL AND s.generated_on IS NOT NULL",
}
"""What makes a debt, as `debts_of` says it."""
ANY_DEBT = " OR ".join(f"({one})" for one in DEBTS.values())
_NO_HOLDER = "NOT EXISTS (SELECT 1 FROM kep_holder h WHERE h.set_id = s.id)"
_NONE: dict[str, str] = {
    F.DEBT: f"NOT COALESCE(({ANY_DEBT}), FALSE)",
    F.HOLDER: _NO_HOLDER,
    F.HOLDER_KIND: _NO_HOLDER,
    F.NUMBER: "1 = 0",
    F.CLIENT: "1 = 0",
    F.TAG: NO_TAG.format("s.client_id"),
}
"""When a field that is no column of its own is empty."""
Named = Mapping[tuple[str, str], tuple[int, ...]]


@dataclass(slots=True)
class AskedSets:
    """The condition in the making: whose names mean whom, the day, and the values it binds."""

    today: date
    named: Named
    """The ids that a name means: people by login, kinds and own firms by their words."""
    is_sqlite: bool
    values: dict[str, Any] = field(default_factory=dict)
    of_client: bool = False
    """Whether the client must be joined."""

    def where(self, tree: Tree) -> str:
        """The condition; raises FilterError for a day that this year has not."""
        return where_of(tree, self._condition)

    def bind(self, value: Any) -> str:
        """The name of a new value in the statement."""
        name = f"v{len(self.values)}"
        self.values[name] = bound(value, is_sqlite=self.is_sqlite) if isinstance(value, date) else value
        return f":{name}"

    def _condition(self, asked: Condition) -> str:
        wanted = [value for value in asked.values if value is not None]
        said = []
        if len(wanted) < len(asked.values):
            said.append(self._empty(asked.field))
        if wanted:
            said.append(
                _MAKE.get(asked.field, _BY_KIND[KEP_FILTER.fields[asked.field].kind])(self, asked, wanted)
            )
        return either(said)

    def column(self, name: str) -> str:
        """The column of a field."""
        if name in _OF_CLIENT:
            self.of_client = True
            return f"c.{_OF_CLIENT[name]}"
        return f"s.{_COLUMNS[name]}"

    def _empty(self, name: str) -> str:
        if said := _NONE.get(name):
            return said
        if name in {F.ISSUER, F.NOTE}:
            return f"{self.column(name)} = ''"
        if name in {F.REGION, F.CODE}:
            return f"COALESCE({self.column(name)}, '') = ''"
        return f"{self.column(name)} IS NULL"

    def day(self, said: str, name: str) -> Period:
        """The days that a value means today."""
        if (span := filter_span(said, self.today)) is None:
            raise FilterError("day", f"{KEP_FILTER.fields[name].word}={said}")
        return span

    def has(self, column: str, text: str) -> str:
        """Whether a text holds another, in one of its spellings."""
        find = "instr" if self.is_sqlite else "strpos"
        return " OR ".join(f"{find}({column}, {self.bind(one)}) > 0" for one in spellings(text))

    def in_ids(self, asked: Condition, wanted: list[str]) -> str:
        """One of the records that the names mean."""
        ids = sorted({one for text in wanted for one in self.named[asked.field, text]})
        return f"{self.column(asked.field)} IN ({ids_in(ids)})"


def _days(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    column = ask.column(asked.field)
    if asked.sign not in {Sign.IS, Sign.IS_NOT}:
        span = ask.day(wanted[0], asked.field)
        first = asked.sign in {Sign.LESS, Sign.AT_LEAST}
        return f"{column} {asked.sign} {ask.bind(span.first if first else span.last)}"
    said = []
    for text in wanted:
        span = ask.day(text, asked.field)
        least = f"{column} >= {ask.bind(span.first)}"
        if span.last == date.max:
            said.append(least)
        elif span.first == date.min:
            said.append(f"{column} <= {ask.bind(span.last)}")
        else:
            said.append(f"{least} AND {column} <= {ask.bind(span.last)}")
    return either(said)


def _numbers(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    return _compared(ask, ask.column(asked.field), asked, wanted)


def _compared(ask: AskedSets, column: str, asked: Condition, wanted: list[str]) -> str:
    if asked.sign not in {Sign.IS, Sign.IS_NOT}:
        return f"{column} {asked.sign} {ask.bind(int(wanted[0]))}"
    said = []
    for text in wanted:
        least, most = number_span(text)
        bounds = ((">=", least), ("<=", most))
        said.append(
            " AND ".join(f"{column} {sign} {ask.bind(one)}" for sign, one in bounds if one is not None)
        )
    return either(said)


def _codes(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    return f"{ask.column(asked.field)} IN ({', '.join(ask.bind(one) for one in wanted)})"


def _flag(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    column = ask.column(asked.field)
    return either([column if one == "yes" else f"NOT {column}" for one in wanted])


def _texts(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    return either([ask.has(ask.column(asked.field), text) for text in wanted])


def _client(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    column = ask.column(asked.field)
    return either([f"{column} LIKE {ask.bind(f'%{search_key(text)}%')}" for text in wanted])


def _code(ask: AskedSets, _asked: Condition, wanted: list[str]) -> str:
    codes = ", ".join(ask.bind(one) for one in wanted)
    return f"s.client_id IN (SELECT id FROM client WHERE tax_code IN ({codes}))"


def _region(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    names = [region.name if (region := region_of(text)) else text for text in wanted]
    return _codes(ask, asked, names)


def _box(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    return f"s.box_id IN (SELECT b.id FROM dispatch_box b WHERE {_compared(ask, 'b.number', asked, wanted)})"


def _invoice(ask: AskedSets, _asked: Condition, wanted: list[str]) -> str:
    numbers = ", ".join(ask.bind(one) for one in wanted)
    return f"s.invoice_id IN (SELECT i.id FROM paper i WHERE i.number_text IN ({numbers}))"


def _number(_ask: AskedSets, _asked: Condition, wanted: list[str]) -> str:
    return f"s.id IN ({ids_in([number_of(text) or 0 for text in wanted])})"


def number_of(text: str) -> int | None:
    """The set of a number or of an identifier for payments."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else read_kep_ref(text)


def _debt(_ask: AskedSets, _asked: Condition, wanted: list[str]) -> str:
    return either([DEBTS[KepDuty(one)] for one in wanted])


def _tag(ask: AskedSets, asked: Condition, wanted: list[str]) -> str:
    ids = sorted({one for text in wanted for one in ask.named[asked.field, text]})
    return TAGGED.format("s.client_id", ids_in(ids))


def _holder(ask: AskedSets, _asked: Condition, wanted: list[str]) -> str:
    said = either([f"h.rnokpp = {ask.bind(text)} OR {ask.has('h.name', text)}" for text in wanted])
    return f"s.id IN (SELECT h.set_id FROM kep_holder h WHERE {said})"


def _holder_kind(ask: AskedSets, _asked: Condition, wanted: list[str]) -> str:
    kinds = ", ".join(ask.bind(one) for one in wanted)
    return f"EXISTS (SELECT 1 FROM kep_holder h WHERE h.set_id = s.id AND h.kind IN ({kinds}))"


Make = Callable[[AskedSets, Condition, list[str]], str]
_BY_KIND: dict[FieldKind, Make] = {
    FieldKind.DAY: _days,
    FieldKind.PERSON: AskedSets.in_ids,
    FieldKind.CODE: _codes,
    FieldKind.FLAG: _flag,
    FieldKind.TEXT: _texts,
    FieldKind.COUNT: _numbers,
    FieldKind.MONEY: _numbers,
}
_MAKE: dict[str, Make] = {
    F.NUMBER: _number,
    F.DEBT: _debt,
    F.BOX: _box,
    F.KIND: AskedSets.in_ids,
    F.FIRM: AskedSets.in_ids,
    F.INVOICE: _invoice,
    F.CLIENT: _client,
    F.CODE: _code,
    F.REGION: _region,
    F.HOLDER: _holder,
    F.HOLDER_KIND: _holder_kind,
    F.TAG: _tag,
}
