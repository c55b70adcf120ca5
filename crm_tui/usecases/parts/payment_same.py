"""What tells the same movement of money in two files: the bank's own id, else all that both of them say.

A bank gives one movement out in several kinds of files, and days overlap. Two truly equal payments of one day
both stay: as many are known as there are in the store, the rest of a file's equal rows are new
(`domain/kep-orders.md`, neutral import).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.kinds import PaymentSource
from crm_tui.domain.search_key import search_key
from crm_tui.store.bulk import find_many
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Payment

SAID = 100
"""So much of a purpose is compared, without what files write differently: some cut it."""


class Known(NamedTuple):
    """A payment that is there already."""

    id: int
    own_entity_id: int | None
    bank_id: str
    content_key: str
    credited_on: date | None
    used_kop: int | None
    cert_until: date | None


@dataclass(slots=True)
class Sorted:
    """The rows of a file: new ones, and known ones with the payments that they are."""

    new: list[tuple[BankRow, int | None, str]] = field(default_factory=list)
    """Each with its own firm and its content key."""
    known: list[tuple[BankRow, Known, str]] = field(default_factory=list)


def content_key(row: BankRow, own_entity_id: int | None) -> str:
    """Equal for equal movements to one own firm, whatever kind of file they stand in."""
    said = "".join(search_key(row.purpose).split())[:SAID]
    parts = (own_entity_id, row.day, row.document_number, row.payer_code, row.amount_kop, said)
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def sort_rows(unit: Unit, rows: Sequence[tuple[BankRow, int | None]]) -> Sorted:
    """Which rows are payments that are there already."""
    keyed = [(row, own, content_key(row, own)) for row, own in rows]
    by_bank_id = _by_bank_id(unit, {row.bank_id for row, _own, _key in keyed} - {""})
    waiting = defaultdict[str, list[Known]](list)
    for one in _by_content(unit, {key for _row, _own, key in keyed}):
        waiting[one.content_key].append(one)
    typed = _typed(unit, {row.day for row, _own, _key in keyed})
    found, taken = Sorted(), set[int]()
    left = []
    for row, own, key in keyed:
        same = by_bank_id.get((own, row.bank_id)) if row.bank_id else None
        if same is not None and same.id not in taken:
            taken.add(same.id)
            found.known.append((row, same, key))
        else:
            left.append((row, own, key))
    for row, own, key in left:
        there = _take(waiting[key], taken, row) or _take(typed.get(_hand_key(row, own), []), taken, row)
        if there is not None:
            found.known.append((row, there, key))
        else:
            found.new.append((row, own, key))
    return found


def _take(candidates: list[Known], taken: set[int], row: BankRow) -> Known | None:
    """The first that is not taken yet and that the bank does not call by another name."""
    for one in candidates:
        if one.id not in taken and (not one.bank_id or not row.bank_id or one.bank_id == row.bank_id):
            taken.add(one.id)
            return one
    return None


_GIVE = ("id", "own_entity_id", "bank_id", "content_key", "credited_on", "used_kop", "cert_until")


def _by_bank_id(unit: Unit, names: Iterable[str]) -> dict[tuple[int | None, str], Known]:
    rows = find_many(unit, Payment, "bank_id", names, give=_GIVE)
    return {(row[2], row[3]): Known(*row[1:]) for row in rows}


def _by_content(unit: Unit, keys: Iterable[str]) -> list[Known]:
    """One that a person reversed is known still; of a file that was undone the keys are gone."""
    rows = find_many(unit, Payment, "content_key", keys, give=_GIVE)
    return [Known(*row[1:]) for row in sorted(rows, key=lambda row: row[1])]


def _hand_key(row: BankRow, own: int | None) -> tuple[object, ...]:
    return (own, row.day, row.amount_kop, row.document_number)


def _typed(unit: Unit, days: Iterable[date]) -> dict[tuple[object, ...], list[Known]]:
    """Payments typed by hand with the number of the bank's document: the file brings them again."""
    found = defaultdict[tuple[object, ...], list[Known]](list)
    give = (*_GIVE, "amount_kop", "document_number", "reversed_at")
    for day, *row in find_many(unit, Payment, "day", days, give=give, source=PaymentSource.TYPED):
        amount_kop, document_number, reversed_at = row[-3:]
        if reversed_at is None and document_number:
            one = Known(*row[:-3])
            found[one.own_entity_id, day, amount_kop, document_number].append(one)
    return found
