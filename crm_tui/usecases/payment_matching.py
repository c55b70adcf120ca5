"""Money finds its invoice: proposals with their reasons, posting by the rule or by a person, and undoing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import MatchAct
from crm_tui.domain.match_weighing import Money
from crm_tui.domain.matching import Doubt, Judgement, MatchRule, Possibility, Reason, judge
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, MatchDecision, Paper, Payment
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, client_name, core, fetch, must, named
from crm_tui.usecases.parts.match_bulk import Sure, post_plain
from crm_tui.usecases.parts.match_lookup import PORTION, possibilities, waiting_money
from crm_tui.usecases.parts.match_posting import Choice, Parts, decide, lock_all, undo
from crm_tui.usecases.parts.match_rules import rule_now
from crm_tui.usecases.parts.money_moves import free_of, refuse_reversed, said_why
from crm_tui.usecases.payments import PaymentCard, show_payment
from crm_tui.usecases.shapes import Named

_DECISION = core(MatchDecision)


@dataclass(frozen=True, slots=True)
class ProposedPart:
    """An invoice of a proposal: its number and sum, what it still asks for, and the part proposed."""

    paper: Named
    day: date
    total_kop: int
    unpaid_kop: int
    amount_kop: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way of posting a payment, with all that speaks for it and against it."""

    client: Named
    tax_code: str
    parts: tuple[ProposedPart, ...]
    points: int
    reasons: tuple[tuple[Reason, int], ...]
    """Each with its points."""
    doubts: tuple[Doubt, ...]

    @property
    def choice(self) -> tuple[tuple[int, int], ...]:
        """What `confirm_payment` takes."""
        return tuple((part.paper.id, part.amount_kop) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals for a payment, the best first, by which rule; `sure`: it would be posted by itself."""

    payment_id: int
    rule: str
    rows: tuple[Proposal, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided about a payment; `author` is None for the program."""

    id: int
    act: MatchAct
    rule: str
    points: int | None
    client: Named | None
    parts: tuple[tuple[int, int], ...]
    author: Named | None
    at: datetime
    undone_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class PostedPortion:
    """Payments looked at and posted, what went wrong, after which one to go on; None: the end."""

    seen: int
    posted: int
    posted_sum_kop: int
    failed: tuple[str, ...]
    after: tuple[date, int] | None


@requires(Permission.PAYMENTS_PAYMENT_READ)
def propose(unit: Unit, *, payment_id: int, limit: int = 5) -> Proposals:
    """What a payment may be for, with the reasons."""
    payment = must(unit.session.get(Payment, payment_id), _("payment"), payment_id)
    rule = rule_now(unit)
    judgement = _weighed(unit, rule, payment)
    return Proposals(
        payment_id, rule.version, _proposals(unit, rule, judgement, limit), judgement.sure is not None
    )


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def post_sure(unit: Unit, *, after: tuple[date, int] | None = None) -> PostedPortion:
    """Posts what the rule is sure of among the next waiting payments; the rest waits for a person."""
    waiting = waiting_money(unit, after)
    rule = rule_now(unit)
    judged = {number: judge(rule, options) for number, options in possibilities(unit, rule, waiting).items()}
    laid, later = _post_at_once(unit, waiting, judged)
    failed: list[str] = []
    for money in later:
        # What came just before it may have paid the very invoice.
        judgement = judge(rule, possibilities(unit, rule, [money])[money.id])
        if judgement.sure is None or not judgement.sure.parts:
            continue
        try:
            # `decide` refuses before it writes: what is refused here has changed nothing.
            amount = _post(unit, money, judgement, judgement.sure)
        except Refused as refused:
            failed.append(_("Payment {id}: {problem}").format(id=money.id, problem=refused))
            continue
        if amount:
            laid[money.id] = amount
    last = (waiting[-1].day, waiting[-1].id) if len(waiting) == PORTION else None
    return PostedPortion(len(waiting), len(laid), sum(laid.values()), tuple(failed), last)


def _post_at_once(
    unit: Unit, waiting: Sequence[Money], judged: Mapping[int, Judgement]
) -> tuple[dict[int, int], list[Money]]:
    """Posts the plain ones, of each client the first; those to be judged anew after them."""
    sure, later, seen = list[Sure](), list[Money](), set[int]()
    for money in waiting:
        judgement = judged[money.id]
        clients = {one.possibility.client_id for one in judgement.judged}
        chosen = judgement.sure
        if clients & seen:
            later.append(money)
        elif chosen is not None and chosen.parts:
            sure.append(Sure(money, judgement, chosen))
        seen |= clients
    laid = post_plain(unit, sure)
    later += [one.money for one in sure if one.money.id not in laid]
    return laid, sorted(later, key=lambda money: (money.day, money.id))


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def confirm_payment(unit: Unit, *, payment_id: int, client_id: int, parts: Parts) -> PaymentCard:
    """Posts a payment as a person says: a proposal, or a split of his own, on invoices of one client or more.

    The payer is remembered. Refused when it is more than is free or than an invoice asks for.
    """
    if not parts:
        raise Refused(_("Name at least one invoice"))
    must(unit.session.get(Client, client_id), _("client"), client_id)
    act = MatchAct.CONFIRM if len(parts) == 1 else MatchAct.SPLIT
    return _decided(unit, payment_id, Choice(act, client_id, tuple(parts)))


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def take_payment(unit: Unit, *, payment_id: int, client_id: int, advance: bool = False) -> PaymentCard:
    """Says whose money it is; as an advance it waits for nobody, and is there for later invoices."""
    must(unit.session.get(Client, client_id), _("client"), client_id)
    act = MatchAct.ADVANCE if advance else MatchAct.TAKE
    return _decided(unit, payment_id, Choice(act, client_id, advance=advance))


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def return_payment(
    unit: Unit, *, payment_id: int, note: str, amount_kop: int | None = None, day: date | None = None
) -> PaymentCard:
    """Money went back to the payer: all that is free, or a part; `note` says why or by which order."""
    payment = must(unit.session.get(Payment, payment_id), _("payment"), payment_id)
    amount = free_of(payment) if amount_kop is None else amount_kop
    if amount <= 0:
        raise Refused(_("Nothing of this payment is free"))
    if day is not None and day < payment.day:
        raise Refused(_("Money cannot go back before it came"))
    words = said_why(note)
    choice = Choice(MatchAct.RETURN, returned_kop=amount, day=day, note=words)
    return _decided(unit, payment_id, choice)


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def undo_decision(unit: Unit, *, decision_id: int, reason: str) -> PaymentCard:
    """Takes back what was decided about a payment at once: it waits again as before."""
    decision = must(unit.lock(MatchDecision, decision_id), _("decision"), decision_id)
    if decision.undone_at is not None:
        raise Refused(_("This was undone already: {reason}").format(reason=decision.reason))
    undo(unit, decision, said_why(reason))
    return show_payment(unit, payment_id=decision.payment_id)


@requires(Permission.PAYMENTS_PAYMENT_READ)
def decisions_of(unit: Unit, *, payment_id: int) -> tuple[DecisionRow, ...]:
    """All that was decided about a payment, the oldest first, undone ones too."""
    statement = (
        select_columns(
            *(_DECISION.c[name] for name in ("id", "act", "rule", "points", "chosen", "author_id", "at")),
            _DECISION.c.undone_at,
            _DECISION.c.reason,
            EMPLOYEE.c.full_name.label("author_name"),
        )
        .select_from(_DECISION.outerjoin(EMPLOYEE, EMPLOYEE.c.id == _DECISION.c.author_id))
        .where(_DECISION.c.payment_id == payment_id)
        .order_by(_DECISION.c.id)
    )
    rows = [(row, json.loads(row.chosen)) for row in fetch(unit, statement)]
    names = _client_names(unit, {chosen["client"] for _row, chosen in rows if chosen["client"]})
    return tuple(
        DecisionRow(
            id=row.id,
            act=row.act,
            rule=row.rule,
            points=row.points,
            client=named(chosen["client"], names.get(chosen["client"] or 0, ("", ""))[0]),
            parts=tuple((number, amount) for number, amount in chosen["parts"]),
            author=named(row.author_id, row.author_name),
            at=row.at,
            undone_at=row.undone_at,
            reason=row.reason,
        )
        for row, chosen in rows
    )


def _decided(unit: Unit, payment_id: int, choice: Choice) -> PaymentCard:
    payment, papers = lock_all(unit, payment_id, [number for number, _amount in choice.parts])
    refuse_reversed(payment)
    rule = rule_now(unit)
    decide(unit, payment, papers, choice, _weighed(unit, rule, payment))
    return show_payment(unit, payment_id=payment_id)


def _post(unit: Unit, money: Money, judgement: Judgement, sure: Possibility) -> int:
    """Posts what is sure, unless somebody was quicker; the kopiykas that were laid."""
    payment, papers = lock_all(unit, money.id, [number for number, _amount in sure.parts])
    if payment.reversed_at is not None or free_of(payment) != money.amount_kop:
        return 0
    decide(unit, payment, papers, Choice(MatchAct.AUTO, sure.client_id, sure.parts), judgement)
    return sure.sum_kop


def _weighed(unit: Unit, rule: MatchRule, payment: Payment) -> Judgement:
    money = Money(
        payment.id or 0,
        payment.own_entity_id,
        payment.day,
        free_of(payment),
        payment.payer,
        payment.payer_code,
        payment.payer_iban,
        payment.purpose,
    )
    return judge(rule, possibilities(unit, rule, [money])[money.id] if money.amount_kop else [])


def _proposals(unit: Unit, rule: MatchRule, judgement: Judgement, limit: int) -> tuple[Proposal, ...]:
    judged = judgement.judged[:limit]
    names = _client_names(unit, {one.possibility.client_id for one in judged})
    papers = _papers(unit, {number for one in judged for number, _amount in one.possibility.parts})
    return tuple(
        Proposal(
            client=Named(one.possibility.client_id, names[one.possibility.client_id][0]),
            tax_code=names[one.possibility.client_id][1],
            parts=tuple(
                ProposedPart(
                    Named(number, papers[number].number_text),
                    papers[number].day,
                    papers[number].total_kop,
                    papers[number].total_kop - papers[number].paid_kop,
                    amount,
                )
                for number, amount in one.possibility.parts
            ),
            points=one.points,
            reasons=tuple(
                (reason, int(rule.points[reason] * one.possibility.facts[reason]))
                for reason in Reason
                if reason in one.possibility.facts
            ),
            doubts=one.possibility.doubts,
        )
        for one in judged
    )


def _client_names(unit: Unit, numbers: set[int]) -> dict[int, tuple[str, str]]:
    statement = select_columns(CLIENT.c.id, client_name().label("name"), CLIENT.c.tax_code)
    rows = fetch(unit, statement.where(CLIENT.c.id.in_(numbers))) if numbers else ()
    return {row.id: (row.name, row.tax_code or "") for row in rows}


def _papers(unit: Unit, numbers: set[int]) -> dict[int, Paper]:
    if not numbers:
        return {}
    rows: Sequence[Paper] = unit.session.exec(select(Paper).where(col(Paper.id).in_(numbers))).all()
    return {row.id or 0: row for row in rows}
