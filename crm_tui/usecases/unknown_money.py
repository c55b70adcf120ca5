"""Money that waits for somebody: «невідомі / на перевірку», with the best guess, found by any part of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, case, func
from sqlalchemy import select as select_columns

from crm_tui.domain.kyiv import format_date
from crm_tui.domain.match_weighing import Money
from crm_tui.domain.matching import judge
from crm_tui.domain.money import format_money, parse_money
from crm_tui.domain.permissions import Permission
from crm_tui.domain.search_key import search_key
from crm_tui.domain.text import clean
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Payment
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT, client_name, core, fetch, named
from crm_tui.usecases.parts.day_pages import MOST, Place, page_by_day
from crm_tui.usecases.parts.match_lookup import possibilities
from crm_tui.usecases.parts.match_rules import rule_now
from crm_tui.usecases.parts.paper_rows import OWN
from crm_tui.usecases.shapes import Named

MOST_SEARCHED = 20_000
"""Of more waiting payments the newest are searched."""
LETTERS_A_SLIP = 4
"""One wrong, lost or swapped letter is forgiven in so many typed ones."""
_PAYMENT = core(Payment)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A payment of which `free_kop` waits; `guess` is the client it is most likely of, with his points."""

    id: int
    day: date
    amount_kop: int
    free_kop: int
    own_entity: Named | None
    client: Named | None
    payer: str
    payer_code: str
    document_number: str
    purpose: str
    used_kop: int | None
    guess: Named | None = None
    points: int = 0
    sure: bool = False


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Waiting payments, the newest first or the most alike first; `older` is where the next page begins."""

    rows: tuple[WaitingRow, ...]
    older: Place | None
    newer: Place | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """All money that came and stands, in kopiykas: what came = posted + waiting + advances + returned."""

    came_kop: int
    posted_kop: int
    waiting_kop: int
    waiting_payments: int
    advance_kop: int
    returned_kop: int


@requires(Permission.PAYMENTS_PAYMENT_READ)
def list_waiting(
    unit: Unit,
    *,
    text: str = "",
    older: Place | None = None,
    newer: Place | None = None,
    limit: int = 100,
) -> WaitingPage:
    """Money that nobody has posted; with a text what is like it in code, name, purpose, sum or day.

    One wrong, lost or swapped letter in four is forgiven; a text finds one page, the most alike first.
    """
    before: Place | None = None
    after: Place | None = None
    rows: Sequence[Row[Any]]
    if words := clean(text).strip():
        newest = _waiting().order_by(_PAYMENT.c.day.desc(), _PAYMENT.c.id.desc()).limit(MOST_SEARCHED)
        rows = _alike(fetch(unit, newest), words)[: min(limit, MOST)]
    else:
        rows, before, after = page_by_day(unit, _waiting(), _PAYMENT, older=older, newer=newer, limit=limit)
    return WaitingPage(_guessed(unit, tuple(_row(row) for row in rows), rows), after, before)


@requires(Permission.PAYMENTS_PAYMENT_READ)
def money_balance(unit: Unit) -> Balance:
    """Where all money is that came: nothing of it is ever nowhere."""
    column = _PAYMENT.c
    free = column.amount_kop - column.allocated_kop - column.returned_kop
    waits = case((column.advance_at.is_(None), free), else_=0)
    sums = select_columns(
        func.coalesce(func.sum(column.amount_kop), 0).label("came"),
        func.coalesce(func.sum(column.allocated_kop), 0).label("posted"),
        func.coalesce(func.sum(waits), 0).label("waiting"),
        func.count().filter(waits > 0).label("payments"),
        func.coalesce(func.sum(free - waits), 0).label("advance"),
        func.coalesce(func.sum(column.returned_kop), 0).label("returned"),
    ).where(column.reversed_at.is_(None))
    (row,) = fetch(unit, sums)
    return Balance(
        int(row.came), int(row.posted), int(row.waiting), row.payments, int(row.advance), int(row.returned)
    )


def _waiting() -> Select[Any]:
    column = _PAYMENT.c
    return (
        select_columns(
            *(column.id, column.day, column.amount_kop, column.allocated_kop, column.returned_kop),
            *(column.own_entity_id, column.client_id, column.payer, column.payer_code, column.payer_iban),
            *(column.document_number, column.purpose, column.used_kop),
            OWN.c.short_name.label("own_name"),
            client_name().label("client_name"),
        )
        .select_from(
            _PAYMENT.outerjoin(OWN, OWN.c.id == column.own_entity_id).outerjoin(
                CLIENT, CLIENT.c.id == column.client_id
            )
        )
        .where(
            column.reversed_at.is_(None),
            column.advance_at.is_(None),
            column.allocated_kop + column.returned_kop < column.amount_kop,
        )
    )


def _row(row: Row[Any]) -> WaitingRow:
    same = ("id", "day", "amount_kop", "payer", "payer_code", "document_number", "purpose", "used_kop")
    return WaitingRow(
        free_kop=row.amount_kop - row.allocated_kop - row.returned_kop,
        own_entity=named(row.own_entity_id, row.own_name),
        client=named(row.client_id, row.client_name),
        **{name: getattr(row, name) for name in same},
    )


def _alike(rows: Sequence[Row[Any]], words: str) -> list[Row[Any]]:
    """The rows like the words, the most alike first."""
    key, digits, kop = search_key(words), "".join(filter(str.isdigit, words)), parse_money(words)
    found = []
    for place, row in enumerate(rows):
        free = row.amount_kop - row.allocated_kop - row.returned_kop
        if kop is not None and kop in {free, row.amount_kop}:
            slips = 0
        elif words in format_date(row.day) or (digits and digits in format_money(free)):
            slips = 1
        else:
            said = (row.payer_code, search_key(row.payer), search_key(row.purpose), row.document_number)
            slips = min((_slips(key, one) for one in said if one), default=len(key))
        if slips <= max(1, len(key) // LETTERS_A_SLIP):
            found.append((slips, place, row))
    return [row for _slips_in, _place, row in sorted(found, key=lambda one: one[:2])]


def _slips(key: str, said: str) -> int:
    """How many letters of the key are not in the most alike piece of a text, a swap of two being one."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.fuzz import partial_ratio_alignment

    if key in said:
        return 0
    best = partial_ratio_alignment(key, said)
    if best is None or len(said) < len(key) - 1:
        return len(key)
    return OSA.distance(key, said[best.dest_start : best.dest_end])


def _guessed(unit: Unit, found: tuple[WaitingRow, ...], rows: Sequence[Row[Any]]) -> tuple[WaitingRow, ...]:
    rule = rule_now(unit)
    wanted = [
        Money(
            *(one.id, row.own_entity_id, one.day, one.free_kop),
            *(row.payer, row.payer_code, row.payer_iban, row.purpose),
        )
        for one, row in zip(found, rows, strict=True)
    ]
    judged = {number: judge(rule, options) for number, options in possibilities(unit, rule, wanted).items()}
    best = {number: one.judged[0] for number, one in judged.items() if one.judged}
    ids = {one.possibility.client_id for one in best.values()}
    asked = select_columns(CLIENT.c.id, client_name().label("name")).where(CLIENT.c.id.in_(ids))
    names = {row.id: row.name for row in fetch(unit, asked)}
    return tuple(
        replace(
            one,
            guess=Named(best[one.id].possibility.client_id, names[best[one.id].possibility.client_id]),
            points=best[one.id].points,
            sure=judged[one.id].sure is not None,
        )
        if one.id in best
        else one
        for one in found
    )
