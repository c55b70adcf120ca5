"""Why a payment is matched so, in people's words; for screens and commands."""

from crm_tui.domain.kinds import MatchAct
from crm_tui.domain.matching import Doubt, Reason
from crm_tui.domain.money import format_money
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.payment_matching import DecisionRow, Proposal

REASONS = {
    Reason.SET: N_("identifier of the set"),
    Reason.NUMBER: N_("number of the invoice"),
    Reason.CODE: N_("code"),
    Reason.PAYER: N_("paid for him before"),
    Reason.NEAR_CODE: N_("code with one slip"),
    Reason.SUM: N_("the sum"),
    Reason.ONLY: N_("his only open invoice"),
    Reason.SUBSET: N_("the sum of several invoices"),
    Reason.NAME: N_("the name"),
    Reason.DAY: N_("of these days"),
    Reason.PAID: N_("paid already"),
}
DOUBTS = {
    Doubt.OTHER_PAYER: N_("somebody else pays"),
    Doubt.OTHER_NUMBER: N_("the purpose names another invoice"),
    Doubt.OTHER_CODE: N_("the purpose names another client"),
    Doubt.PAID: N_("looks paid twice"),
    Doubt.NO_INVOICE: N_("no invoice waits"),
    Doubt.SEVERAL: N_("other invoices would do too"),
    Doubt.ONLY_NUMBER: N_("only the number tells it"),
}
ACTS = {
    MatchAct.AUTO: N_("posted by the rule"),
    MatchAct.CONFIRM: N_("confirmed"),
    MatchAct.SPLIT: N_("split"),
    MatchAct.TAKE: N_("taken"),
    MatchAct.ADVANCE: N_("kept as an advance"),
    MatchAct.RETURN: N_("returned"),
}


def reason_words(one: Proposal) -> str:
    """`code 40, the sum 25`."""
    return ", ".join(f"{_(REASONS[reason])} {points}" for reason, points in one.reasons)


def doubt_words(one: Proposal) -> str:
    """Why a person is asked; empty when only the points are too few."""
    return ", ".join(_(DOUBTS[doubt]) for doubt in one.doubts)


def proposal_words(place: int, one: Proposal) -> str:
    """`1 Ромашка 99001004 · № 12: 1 000,00 · 110`, and below it why."""
    parts = ", ".join(
        f"№ {one_line(part.paper.name)}: {format_money(part.amount_kop)}"
        + ("" if part.amount_kop == part.unpaid_kop else f" / {format_money(part.unpaid_kop)}")
        for part in one.parts
    )
    head = f"{place} {one_line(one.client.name)} {one.tax_code}".rstrip()
    what = parts or _("an advance")
    doubts = f"! {doubt_words(one)} · " if one.doubts else ""
    return f"{head} · {what} · {one.points}\n    {doubts}{reason_words(one)}"


def decision_words(one: DecisionRow) -> str:
    """What was decided last, for the question before it is undone."""
    said = [_(ACTS[one.act])]
    if one.client is not None:
        said.append(one_line(one.client.name))
    if kop := sum(amount for _paper, amount in one.parts):
        said.append(format_money(kop))
    return " · ".join(said)
