"""Posting of many payments at once: the plain ones, one payment that lies on one untouched invoice.

A hundred thousand payments must not cost half a million statements. What is not plain (an invoice with money
on it, with sets of certificates or a task, several parts) goes the way of single ones (`match_posting`).
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from crm_tui.domain.kinds import MatchAct, PaperState
from crm_tui.domain.match_weighing import Money
from crm_tui.domain.matching import Judgement, Possibility, as_kept
from crm_tui.domain.papers import PaperKind
from crm_tui.store.bulk import add_many, change_many, find_many, next_ids
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Allocation, KepSet, MatchDecision, Paper, Payment
from crm_tui.usecases.parts.core import core, fetch
from crm_tui.usecases.parts.money_moves import state_of

_PAPER, _PAYMENT = core(Paper), core(Payment)


class Sure(NamedTuple):
    """A payment that the rule is sure of."""

    money: Money
    judgement: Judgement
    chosen: Possibility


def post_plain(unit: Unit, sure: Sequence[Sure]) -> dict[int, int]:
    """Posts the plain ones among them, if nobody was quicker: the kopiykas laid by the payment's number."""
    papers = [one.chosen.parts[0][0] for one in sure]
    once = [one for one in sure if len(one.chosen.parts) == 1 and papers.count(one.chosen.parts[0][0]) == 1]
    of_sets = {row[0] for row in find_many(unit, KepSet, "invoice_id", papers, give=())}
    # Always the invoices first, in their order: two who lay money at once then never wait for each other.
    invoices = _locked(unit, _PAPER, [one.chosen.parts[0][0] for one in once])
    payments = _locked(unit, _PAYMENT, [one.money.id for one in once])
    plain = [
        (one, payments[one.money.id], invoices[one.chosen.parts[0][0]])
        for one in once
        if _is_plain(payments.get(one.money.id), invoices.get(one.chosen.parts[0][0]), one)
        and one.chosen.parts[0][0] not in of_sets
    ]
    if plain:
        _write(unit, plain)
    return {one.money.id: one.chosen.sum_kop for one, _payment, _paper in plain}


def _locked(unit: Unit, table: Any, numbers: list[int]) -> dict[int, Row[Any]]:
    statement = select(table).where(table.c.id.in_(numbers)).order_by(table.c.id).with_for_update()
    return {row.id: row for row in fetch(unit, statement)} if numbers else {}


def _is_plain(payment: Row[Any] | None, paper: Row[Any] | None, one: Sure) -> bool:
    if payment is None or paper is None:
        return False
    untouched = (
        payment.reversed_at is None
        and payment.allocated_kop == payment.returned_kop == 0
        and payment.advance_at is None
        and payment.amount_kop == one.money.amount_kop
    )
    return (
        untouched
        and paper.kind is PaperKind.INVOICE
        and paper.state is PaperState.ISSUED
        and paper.paid_kop == 0
        and paper.task_id is None
        and 0 < one.chosen.sum_kop <= min(payment.amount_kop, paper.total_kop)
        and payment.own_entity_id in {None, paper.own_entity_id}
        and payment.client_id in {None, paper.client_id}
    )


def _write(unit: Unit, plain: Sequence[tuple[Sure, Row[Any], Row[Any]]]) -> None:
    laid = next_ids(unit, Allocation, len(plain))
    decided = next_ids(unit, MatchDecision, len(plain))
    add_many(
        unit,
        Allocation,
        ("id", "payment_id", "paper_id", "amount_kop"),
        [
            (number, payment.id, paper.id, one.chosen.sum_kop)
            for number, (one, payment, paper) in zip(laid, plain, strict=True)
        ],
        created_at=unit.now,
        author_id=unit.actor.id,
    )
    change_many(
        unit,
        Payment,
        [
            (payment, {"allocated_kop": one.chosen.sum_kop, "client_id": one.chosen.client_id})
            for one, payment, _paper in plain
        ],
    )
    change_many(unit, Paper, [(paper, _paid(one, payment, paper)) for one, payment, paper in plain])
    add_many(
        unit,
        MatchDecision,
        ("id", "payment_id", "rule", "points", "chosen", "weighed", "done"),
        [
            (
                number,
                payment.id,
                one.judgement.rule,
                one.judgement.judged[0].points,
                *_kept(one, payment, row),
            )
            for number, row, (one, payment, _paper) in zip(decided, laid, plain, strict=True)
        ],
        act=MatchAct.AUTO,
        at=unit.now,
        reason="",
        author_id=unit.actor.id,
    )
    unit.notify("payments", *(payment.id for _one, payment, _paper in plain))
    unit.notify("papers", *(paper.id for _one, _payment, paper in plain))
    unit.notify("clients", *(paper.client_id for _one, _payment, paper in plain))


def _paid(one: Sure, payment: Row[Any], paper: Row[Any]) -> dict[str, Any]:
    state = state_of(one.chosen.sum_kop, paper.total_kop)
    day = payment.day if state is PaperState.PAID else None
    return {"paid_kop": one.chosen.sum_kop, "state": state, "paid_on": day}


def _kept(one: Sure, payment: Row[Any], allocation_id: int) -> tuple[str, str, str]:
    parts = [list(part) for part in one.chosen.parts]
    before = {"client": payment.client_id, "advance": None}
    return (
        json.dumps({"client": one.chosen.client_id, "parts": parts}),
        json.dumps(as_kept(one.judgement)),
        json.dumps({"before": before, "laid": [allocation_id], "returned": None}),
    )
