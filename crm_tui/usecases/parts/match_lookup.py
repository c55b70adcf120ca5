"""What may be meant by a payment: its possibilities, looked up for many payments at once.

Each look is one statement over an index for all payments of a portion; only names are looked up one by one,
for those of which nothing else tells.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select as select_columns

from crm_tui.domain.kinds import PaperState
from crm_tui.domain.match_weighing import Card, Claim, Invoice, Money, Weighed, weigh
from crm_tui.domain.matching import MatchRule, Possibility
from crm_tui.domain.names import name_key
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.purpose import PurposeFacts, near_codes, read_purpose
from crm_tui.store.bulk import find_many
from crm_tui.store.near_names import near_names
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, KepSet, KnownPayer, OwnEntity, Paper, Payment
from crm_tui.usecases.parts.core import core, fetch

PORTION = 500
"""Payments whose possibilities are looked up at once, and which are posted in one transaction."""
NEAREST = 3
"""So many clients of a like name are looked at."""
MOST_OF_ONE_SUM = 50
"""Of more open invoices of one sum none is told by its sum and the payer's name."""
_QUOTED = re.compile(r"[\"«“„]([^\"«»“”„]{3,80})[\"»”“]")
_PAPER, _PAYMENT = core(Paper), core(Payment)


@dataclass(slots=True)
class _Asked:
    """One payment, what it tells, and the clients that it may be of."""

    money: Money
    told: PurposeFacts
    claims: dict[int, Claim] = field(default_factory=dict)

    def claim(self, client_id: int) -> Claim:
        return self.claims.setdefault(client_id, Claim(client_id))


def payer_key(payer_code: str, payer_iban: str) -> str:
    """Under what a payer is remembered: his code, without one his account."""
    return payer_code or payer_iban


def possibilities(unit: Unit, rule: MatchRule, wanted: Sequence[Money]) -> dict[int, list[Possibility]]:
    """The possibilities of each payment, in no order."""
    own_codes = {row.tax_code for row in fetch(unit, _OWN)}
    asked = [_Asked(one, read_purpose(one.purpose)) for one in wanted]
    _by_code(unit, asked, own_codes)
    _by_payer(unit, asked)
    named = _by_number(unit, asked)
    _by_set(unit, asked)
    _by_near_code(unit, asked, own_codes)
    _by_name(unit, asked)
    _by_sum(unit, asked)
    clients = {number for one in asked for number in one.claims}
    cards = _cards(unit, clients)
    invoices: dict[int, dict[int, Invoice]] = {}
    for found in [*named, *_invoices(unit, "client_id", clients)]:
        invoices.setdefault(found.client_id, {})[found.id] = found
    return {
        one.money.id: weigh(
            rule,
            one.money,
            one.told,
            [
                Weighed(claim, cards[number], tuple(invoices.get(number, {}).values()))
                for number, claim in one.claims.items()
                if number in cards
            ],
            names_in(one.money),
        )
        for one in asked
    }


def waiting_money(unit: Unit, after: tuple[date, int] | None) -> list[Money]:
    """The next portion of the money that waits, the oldest first."""
    columns = _PAYMENT.c
    free = columns.amount_kop - columns.allocated_kop - columns.returned_kop
    statement = select_columns(
        *(columns.id, columns.own_entity_id, columns.day, free),
        *(columns.payer, columns.payer_code, columns.payer_iban, columns.purpose),
    ).where(
        columns.reversed_at.is_(None),
        columns.advance_at.is_(None),
        columns.allocated_kop + columns.returned_kop < columns.amount_kop,
    )
    if after is not None:
        day, number = after
        statement = statement.where((columns.day > day) | ((columns.day == day) & (columns.id > number)))
    rows = fetch(unit, statement.order_by(columns.day, columns.id).limit(PORTION))
    return [Money._make(row) for row in rows]


def names_in(money: Money) -> tuple[str, ...]:
    """Names by which a payment may tell of its client: the payer's and those in quotes in the purpose."""
    found = [money.payer, *_QUOTED.findall(money.purpose)]
    return tuple(dict.fromkeys(key for one in found if (key := name_key(one))))


_OWN = select_columns(core(OwnEntity).c.id, core(OwnEntity).c.tax_code)


def _by_code(unit: Unit, asked: list[_Asked], own_codes: set[str]) -> None:
    told = {code for one in asked for code in (*one.told.codes, *one.told.odd_codes, one.money.payer_code)}
    found = _clients_of(unit, told - own_codes - {""})
    for one in asked:
        for code in (*one.told.codes, *one.told.odd_codes):
            for client_id in found.get(code, ()):
                one.claim(client_id).code_in_purpose = True
        for client_id in found.get(one.money.payer_code, ()):
            one.claim(client_id).payer_code = True


def _by_payer(unit: Unit, asked: list[_Asked]) -> None:
    keys = {payer_key(one.money.payer_code, one.money.payer_iban) for one in asked} - {""}
    known: dict[str, list[int]] = {}
    for key, client_id in find_many(unit, KnownPayer, "payer_key", keys, give=("client_id",)):
        known.setdefault(key, []).append(client_id)
    for one in asked:
        for client_id in known.get(payer_key(one.money.payer_code, one.money.payer_iban), ()):
            one.claim(client_id).known_payer = True


def _by_number(unit: Unit, asked: list[_Asked]) -> list[Invoice]:
    """The invoices whose number is told; those of other firms and of long ago are left out."""
    numbers = {number for one in asked for number in one.told.numbers if number < 2**31}
    years = {one.money.day.year - back for one in asked for back in (0, 1) if one.told.numbers}
    found = []
    for own in fetch(unit, _OWN) if numbers else ():
        for year in years:
            same = {"own_entity_id": own.id, "kind": PaperKind.INVOICE, "year": year}
            rows = find_many(unit, Paper, "number", numbers, give=_GIVE, **same)
            found += [invoice for _number, *row in rows if (invoice := _invoice(row))]
    by_number: dict[int, list[Invoice]] = {}
    for invoice in found:
        by_number.setdefault(invoice.number, []).append(invoice)
    for one in asked:
        for number in one.told.numbers:
            for invoice in by_number.get(number, ()):
                if one.money.own_entity_id in {None, invoice.own_entity_id}:
                    one.claim(invoice.client_id).numbers.add(invoice.id)
    return found


def _by_set(unit: Unit, asked: list[_Asked]) -> None:
    wanted = {one.told.set_id for one in asked if one.told.set_id is not None}
    found = {
        row[0]: row[1:] for row in find_many(unit, KepSet, "id", wanted, give=("client_id", "invoice_id"))
    }
    for one in asked:
        if (row := found.get(one.told.set_id or 0)) is not None:
            claim = one.claim(row[0])
            claim.of_set = True
            claim.set_invoice = row[1]


def _by_near_code(unit: Unit, asked: list[_Asked], own_codes: set[str]) -> None:
    """For codes that no client has: those one slip away, of clients with open invoices or not."""
    near: dict[str, set[str]] = {}
    for one in asked:
        if any(claim.by_code for claim in one.claims.values()):
            continue
        for code in (*one.told.codes, *one.told.odd_codes, one.money.payer_code):
            if (
                code
                and code not in own_codes
                and code not in near
                and code.isdigit()
                and 7 <= len(code) <= 11
            ):
                near[code] = near_codes(code)
    found = _clients_of(unit, {code for codes in near.values() for code in codes})
    if not found:
        return
    hits = {code: [number for one in codes for number in found.get(one, ())] for code, codes in near.items()}
    for one in asked:
        if any(claim.by_code for claim in one.claims.values()):
            continue
        for code in (*one.told.codes, *one.told.odd_codes, one.money.payer_code):
            for client_id in hits.get(code, ()):
                claim = one.claim(client_id)
                claim.near_code = True
                claim.near_payer = claim.near_payer or code == one.money.payer_code


def _by_name(unit: Unit, asked: list[_Asked]) -> None:
    """One by one, for those of which neither code, payer, set nor a number tells."""
    for one in asked:
        if not one.claims:
            for name in names_in(one.money)[:2]:
                for near in near_names(unit.session, name, limit=NEAREST):
                    one.claim(near.id)


def _by_sum(unit: Unit, asked: list[_Asked]) -> None:
    """Open invoices of exactly this sum; the names decide then."""
    for one in asked:
        if one.claims or not names_in(one.money):
            continue
        open_now = select_columns(_PAPER.c.client_id).where(
            _PAPER.c.kind == PaperKind.INVOICE,
            _PAPER.c.state == PaperState.ISSUED,
            _PAPER.c.total_kop == one.money.amount_kop,
        )
        if one.money.own_entity_id is not None:
            open_now = open_now.where(_PAPER.c.own_entity_id == one.money.own_entity_id)
        rows = fetch(unit, open_now.limit(MOST_OF_ONE_SUM + 1))
        if len(rows) <= MOST_OF_ONE_SUM:
            for (client_id,) in rows:
                one.claim(client_id)


def _clients_of(unit: Unit, codes: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for code, number, deleted_at in find_many(unit, Client, "tax_code", codes, give=("id", "deleted_at")):
        if deleted_at is None:
            found.setdefault(code, []).append(number)
    return found


def _cards(unit: Unit, numbers: Iterable[int]) -> dict[int, Card]:
    rows = find_many(unit, Client, "id", numbers, give=("tax_code", "short_name", "full_name", "deleted_at"))
    return {
        number: Card(number, code or "", name_key(short or full))
        for number, code, short, full, deleted_at in rows
        if deleted_at is None
    }


_GIVE = (*("id", "client_id", "own_entity_id", "state", "number", "day", "total_kop", "paid_kop", "paid_on"),)


def _invoice(row: Sequence[object]) -> Invoice | None:
    found = Invoice(*row)  # type: ignore[arg-type]
    return found if found.state in {PaperState.ISSUED, PaperState.PART_PAID, PaperState.PAID} else None


def _invoices(unit: Unit, column: str, values: Iterable[int]) -> list[Invoice]:
    rows = find_many(unit, Paper, column, values, give=_GIVE, kind=PaperKind.INVOICE)
    return [invoice for _value, *row in rows if (invoice := _invoice(row))]
