"""Why a payment is matched so, in people's words; for screens and commands."""

from crm_tui.domain.kinds import MatchAct
from crm_tui.domain.matching import Doubt, Reason
from crm_tui.i18n import N_, _
from crm_tui.usecases.payment_matching import Proposal

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
    """`code 40, the sum 25 · somebody else pays`."""
    said = ", ".join(f"{_(REASONS[reason])} {points}" for reason, points in one.reasons)
    return " · ".join([said, *(_(DOUBTS[doubt]) for doubt in one.doubts)])
