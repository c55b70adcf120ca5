"""What is sold with the КЕП sets of the demo office: invoices, contracts and acts, and terms of services."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from crm_tui.domain.genitive import genitive_of_person, genitive_of_position
from crm_tui.domain.kep_sets import kep_ref
from crm_tui.store.demo import codes, dealings
from crm_tui.store.demo.kep import REGISTRAR, MadeSet, service_row
from crm_tui.store.demo.part import Plan, Rows
from crm_tui.store.demo.sales import Buyer, Goods, Sale, Stranger

FIRST = 10_000_000
"""In the order of a day their papers come after those of the sales."""
LOST = 4
"""Payments whose identifier has a slip."""

COLUMNS: dict[str, tuple[str, ...]] = {
    **{name: dealings.COLUMNS[name] for name in ("client_service", "client_service_term")},
    "client_requisites": (
        *("id", "client_id", "head_position_genitive", "head_name_genitive", "acts_on", "treasury"),
        *("procurement", "purchase_code", "economic_code", "version"),
    ),
}


def kep_sales(plan: Plan, made: Sequence[MadeSet]) -> Iterator[Sale]:
    """The papers of the sets that have an invoice, order by order."""
    for order, found in groupby((one for one in made if one.invoiced), key=lambda one: one.order):
        sets = list(found)
        chance = random.Random(f"{plan.seed}:{order}:kep-papers")  # noqa: S311  # nothing secret
        yield from _papers(plan, order, sets, chance)


def _papers(plan: Plan, order: int, sets: list[MadeSet], chance: random.Random) -> Iterator[Sale]:
    one, signer, facts = sets[0], sets[0].signer, sets[0].facts
    buyer = Buyer(signer.id, signer.kind, signer.name, signer.code, signer.email)
    lines = [(line, kep_ref(each.number)) for each in sets for line in each.kind.lines]
    sold = tuple(
        (service, f"{name} ({ref})" if len(sets) > 1 else name, unit, kop)
        for payee in ("own", "ca")
        for (to, service, name, unit, kop), ref in lines
        if to == payee
    )
    refs = ", ".join(kep_ref(each.number) for each in sets)
    goods = Goods(order, one.own, sold, "\n".join(map(_about, sets)), refs, facts.paid_on)
    state = _state(plan, one, chance)
    author, place = one.manager or REGISTRAR, FIRST + order * 3
    yield Sale(facts.issued_on, place, buyer, "invoice", state, author, goods)
    if state in {"draft", "cancelled"}:
        return
    if chance.random() < 0.5:
        yield Sale(facts.issued_on, place + 1, buyer, "contract", "issued", author, goods)
    if facts.generated_on is not None and chance.random() < 0.85:
        yield Sale(facts.generated_on, place + 2, buyer, "service_act", "issued", author, goods)


def _state(plan: Plan, one: MadeSet, chance: random.Random) -> str:
    facts = one.facts
    if facts.cancelled_on is not None:
        return "cancelled"
    if facts.paid_on is not None:
        return "paid"
    if facts.issued_on > plan.today - timedelta(days=3) and chance.random() < 0.3:
        return "draft"
    return "part_paid" if facts.generated_on is not None and chance.random() < 0.3 else "issued"


def _about(one: MadeSet) -> str:
    names = ", ".join(holder.name for holder in one.holders)
    return f"{kep_ref(one.number)}: {names}; строк дії {one.kind.months or 12} міс."


def lost_money(plan: Plan, made: Sequence[MadeSet]) -> Iterator[Stranger]:
    """Money for the newest unpaid sets whose payers took one figure of the identifier for another."""
    owed = [
        one
        for one in made
        if one.invoiced and one.own == 1 and one.facts.paid_on is None and one.facts.cancelled_on is None
    ]
    owed.sort(key=lambda one: (plan.today - one.facts.issued_on, one.number))
    for back, one in enumerate(owed[:LOST]):
        ref = kep_ref(one.number)
        slip = f"{ref[:-1]}{(int(ref[-1]) + 3) % 10}"
        yield Stranger(back, one.kind.own_kop + one.kind.ca_kop, f"Оплата за сертифікати {slip}, без ПДВ")


def kep_terms(plan: Plan, made: Sequence[MadeSet]) -> Rows:
    """Services that last as long as the certificates, and who signs contracts, in the genitive."""
    rows: Rows = {name: [] for name in COLUMNS}
    signed: set[int] = set()
    for one in made:
        if one.valid_from is not None and one.facts.cancelled_on is None:
            number, term = service_row(plan, one.number), (str(one.valid_from), str(one.valid_to))
            key, at = codes.uuid_hex(plan.seed, dealings.SERVICE, number), f"{one.valid_from} 09:00:00.000000"
            what = (number, key, one.signer.id, one.kind.service, one.manager, *term, "", at, None, 1, at)
            rows["client_service"].append((*what, str(one.valid_from), "kep"))
            told = (number, number, *term, "kep", None, "", one.manager, at)
            rows["client_service_term"].append(told)
        if one.invoiced and one.signer.head and one.signer.id not in signed and one.signer.id % 3:
            signed.add(one.signer.id)
            rows["client_requisites"].append((len(signed), one.signer.id, *_requisites(one), 1))
    return rows


def _requisites(one: MadeSet) -> tuple[str, ...]:
    signer = one.signer
    who = (genitive_of_position("директор"), genitive_of_person(signer.head), "Статуту")
    if signer.kind != "budget_institution":
        return (*who, "", "", "", "")
    bought = "без використання електронної системи закупівель, до 100 тис. грн"
    code = "79130000-4 Юридичні послуги, пов'язані з оформленням і засвідченням документів"
    return (*who, "Управління казначейства за місцем обслуговування", bought, code, "2240")
