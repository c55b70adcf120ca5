"""What a decision about a payment does at once, and how it is taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import MatchAct
from crm_tui.domain.matching import Judgement, Possibility, as_kept
from crm_tui.domain.money import format_money
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Allocation, KnownPayer, MatchDecision, Paper, Payment, PaymentReturn
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.match_lookup import payer_key
from crm_tui.usecases.parts.money_moves import (
    free_of,
    lay,
    refuse_reversed,
    refuse_unfit,
    standing,
    take_off,
)
from crm_tui.usecases.parts.paper_hands import tell

Parts = Sequence[tuple[int, int]]
"""Numbers of invoices, each with the kopiykas that are laid on it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be done with a payment."""

    act: MatchAct
    client_id: int | None = None
    parts: Parts = ()
    advance: bool = False
    returned_kop: int = 0
    day: date | None = None
    note: str = ""


def lock_all(unit: Unit, payment_id: int, papers: Sequence[int]) -> tuple[Payment, dict[int, Paper]]:
    """The invoices, then the payment, held: always in this order, so that two never wait for each other."""
    locked = {number: must(unit.lock(Paper, number), _("paper"), number) for number in sorted(set(papers))}
    return must(unit.lock(Payment, payment_id), _("payment"), payment_id), locked


def decide(
    unit: Unit, payment: Payment, papers: dict[int, Paper], choice: Choice, weighed: Judgement
) -> MatchDecision:
    """Does what was chosen and keeps why; payment and invoices are locked by the caller.

    Raises:
        Refused: an invoice takes no money, or less; more than is free.
    """
    _refuse_too_much(payment, papers, choice)
    before = {
        "client": payment.client_id,
        "advance": payment.advance_at.isoformat() if payment.advance_at else None,
    }
    client_id = choice.client_id or payment.client_id
    if client_id is not None and client_id != payment.client_id:
        unit.change(payment, client_id=client_id)
    laid = [lay(unit, payment, papers[number], amount).id for number, amount in choice.parts]
    returned = _give_back(unit, payment, choice) if choice.returned_kop else None
    if choice.advance and payment.advance_at is None:
        unit.change(payment, advance_at=unit.now)
    chosen = Possibility(client_id or 0, tuple((number, amount) for number, amount in choice.parts))
    row = unit.add(
        MatchDecision(
            payment_id=payment.id or 0,
            act=choice.act,
            rule=weighed.rule,
            points=_points(weighed, chosen),
            chosen=json.dumps({"client": client_id, "parts": [list(part) for part in chosen.parts]}),
            weighed=json.dumps(as_kept(weighed)),
            done=json.dumps({"before": before, "laid": laid, "returned": returned}),
            author_id=unit.actor.id,
            at=unit.now,
        )
    )
    if choice.act is not MatchAct.AUTO and client_id is not None:
        _remember(unit, payment, client_id, row)
    for paper in papers.values():
        tell(unit, paper)
    _tell(unit, payment)
    return row


def undo(unit: Unit, decision: MatchDecision, reason: str) -> None:
    """Takes back what a decision did, as far as it still stands; the history keeps both."""
    done: dict[str, Any] = json.loads(decision.done)
    laid = [unit.session.get(Allocation, number) for number in done["laid"]]
    standing = [one for one in laid if one is not None and one.reversed_at is None]
    payment, papers = lock_all(unit, decision.payment_id, [one.paper_id for one in standing])
    for one in standing:
        unit.session.refresh(one)
        if one.reversed_at is None:
            take_off(unit, one, payment, papers[one.paper_id], reason)
    if done["returned"] is not None:
        back = unit.session.get(PaymentReturn, done["returned"])
        if back is not None and back.reversed_at is None:
            unit.change(back, reversed_at=unit.now, reversed_by_id=unit.actor.id, reason=reason)
            unit.change(payment, returned_kop=payment.returned_kop - back.amount_kop)
    before = done["before"]
    if payment.allocated_kop == 0:
        unit.change(payment, client_id=before["client"])
    if before["advance"] is None and payment.advance_at is not None:
        unit.change(payment, advance_at=None)
    for known in unit.session.exec(
        select(KnownPayer).where(col(KnownPayer.decision_id) == decision.id)
    ).all():
        unit.remove(known)
    unit.change(decision, undone_at=unit.now, undone_by_id=unit.actor.id, reason=reason)
    for paper in papers.values():
        tell(unit, paper)
    _tell(unit, payment)


def take_back(unit: Unit, payment_id: int, reason: str) -> Payment:
    """Reverses a payment with all that was laid of it.

    Raises:
        Refused: it is reversed already, or somebody is laying it on an invoice this moment.
    """
    papers = [one.paper_id for one in standing(unit, payment_id=payment_id)]
    payment, locked = lock_all(unit, payment_id, papers)
    refuse_reversed(payment)
    for one in standing(unit, payment_id=payment_id):
        if one.paper_id not in locked:
            raise Refused(_("Somebody was laying this payment on an invoice; try again"))
        take_off(unit, one, payment, locked[one.paper_id], reason)
        tell(unit, locked[one.paper_id])
    unit.change(payment, reversed_at=unit.now, reversed_by_id=unit.actor.id, reason=reason)
    _tell(unit, payment)
    return payment


def _refuse_too_much(payment: Payment, papers: dict[int, Paper], choice: Choice) -> None:
    another = choice.client_id not in {None, payment.client_id}
    for number, amount in choice.parts:
        paper = papers[number]
        refuse_unfit(payment, paper, for_another=True)
        unpaid = paper.total_kop - paper.paid_kop
        if not 0 < amount <= unpaid:
            said = _("On № {number} at most {most} can be laid")
            raise Refused(said.format(number=paper.number_text, most=format_money(unpaid)))
    if len({number for number, _amount in choice.parts}) < len(choice.parts):
        raise Refused(_("An invoice is named twice"))
    wanted = sum(amount for _number, amount in choice.parts) + choice.returned_kop
    if wanted > free_of(payment):
        said = _("Only {free} of the payment is free")
        raise Refused(said.format(free=format_money(free_of(payment))))
    if another and payment.allocated_kop:
        raise Refused(_("A part of it lies on invoices of another client; undo that first"))


def _give_back(unit: Unit, payment: Payment, choice: Choice) -> int | None:
    row = unit.add(
        PaymentReturn(
            payment_id=payment.id or 0,
            amount_kop=choice.returned_kop,
            day=choice.day or payment.day,
            note=choice.note,
            author_id=unit.actor.id,
            created_at=unit.now,
        )
    )
    unit.change(payment, returned_kop=payment.returned_kop + choice.returned_kop)
    return row.id


def _points(weighed: Judgement, chosen: Possibility) -> int | None:
    for one in weighed.judged:
        same = one.possibility.client_id == chosen.client_id
        if same and dict(one.possibility.parts) == dict(chosen.parts):
            return one.points
    return None


def _remember(unit: Unit, payment: Payment, client_id: int, decision: MatchDecision) -> None:
    """Who pays for a client is known from now on, when it is not the client's own code."""
    key = payer_key(payment.payer_code, payment.payer_iban)
    known = select(KnownPayer).where(col(KnownPayer.payer_key) == key, col(KnownPayer.client_id) == client_id)
    if key and unit.session.exec(known).first() is None:
        unit.add(KnownPayer(payer_key=key, client_id=client_id, decision_id=decision.id, at=unit.now))


def _tell(unit: Unit, payment: Payment) -> None:
    unit.notify("payments", payment.id)
    if payment.client_id is not None:
        unit.notify("clients", payment.client_id)
