"""The office's rule of matching: shown, tried on what was decided before, put to use."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as select_columns

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import MatchAct
from crm_tui.domain.matching import MatchRule, Possibility, from_kept, judge
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import MatchDecision, MatchRuleText, Payment
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch
from crm_tui.usecases.parts.match_rules import read_match_rule, rule_now, rule_text

MOST_ROWS = 1_000
"""Of more differences the newest are told one by one; all are counted."""
LONGEST_RULE = 20_000
_DECISION, _PAYMENT = core(MatchDecision), core(Payment)
JUDGED = (MatchAct.AUTO, MatchAct.CONFIRM, MatchAct.SPLIT, MatchAct.TAKE, MatchAct.ADVANCE)


@dataclass(frozen=True, slots=True)
class RuleShown:
    """The rule that counts, with its text."""

    rule: MatchRule
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A payment that another rule would have handled otherwise.

    `posted`: it would have been posted by itself; else a person would have been asked. `right`: as it was
    decided in truth; None when a person would have been asked.
    """

    decision_id: int
    payment_id: int
    at: datetime
    amount_kop: int
    act: MatchAct
    posted: bool
    right: bool | None


@dataclass(frozen=True, slots=True)
class RuleTried:
    """What a rule would have done with the payments that were decided since a moment.

    `wrong` are those it would have posted elsewhere than they lie now: none of them may be left.
    """

    rule: str
    decided: int
    by_itself_before: int
    by_itself: int
    right: int
    wrong: int
    rows: tuple[Difference, ...]


@requires(Permission.PAYMENTS_PAYMENT_READ)
def show_rule(unit: Unit) -> RuleShown:
    """The rule by which payments are matched now."""
    return RuleShown(rule_now(unit), rule_text(unit))


@requires(Permission.PAYMENTS_PAYMENT_READ)
def try_rule(unit: Unit, *, text: str, name: str, since: datetime) -> RuleTried:
    """Judges by another rule what was decided since a moment and still stands. Changes nothing."""
    rule = _read(text, name)
    decided = before = by_itself = right = wrong = 0
    rows: list[Difference] = []
    statement = (
        select_columns(
            *(_DECISION.c[name] for name in ("id", "payment_id", "act", "chosen", "weighed", "at")),
            _PAYMENT.c.amount_kop,
        )
        .join(_PAYMENT, _PAYMENT.c.id == _DECISION.c.payment_id)
        .where(_DECISION.c.at >= since, _DECISION.c.undone_at.is_(None), _DECISION.c.act.in_(JUDGED))
        .order_by(_DECISION.c.id.desc())
    )
    for row in fetch(unit, statement):
        decided += 1
        auto = row.act is MatchAct.AUTO
        before += auto
        sure = judge(rule, from_kept(json.loads(row.weighed))).sure
        posts = sure is not None and bool(sure.parts)
        by_itself += posts
        fits = _same(sure, json.loads(row.chosen)) if sure is not None and posts else None
        right += fits is True
        wrong += fits is False
        if (posts is not auto or fits is False) and len(rows) < MOST_ROWS:
            rows.append(Difference(row.id, row.payment_id, row.at, row.amount_kop, row.act, posts, fits))
    return RuleTried(rule.version, decided, before, by_itself, right, wrong, tuple(rows))


@requires(Permission.PAYMENTS_RULE_EDIT, writes=True)
def use_rule(unit: Unit, *, text: str, name: str) -> RuleShown:
    """Puts a rule to use from now on; those before it stay with the decisions made by them.

    Refused for a text that is no rule, and for another rule under the version of the one that counts.
    """
    rule = _read(text, name)
    now = rule_now(unit)
    if rule == now:
        raise Refused(_("This rule counts already: {version}").format(version=now.version))
    if rule.version == now.version:
        said = _("{file}: version {version} is the rule that counts now; give the changed one another name")
        raise Refused(said.format(file=name, version=now.version))
    unit.add(MatchRuleText(version_name=rule.version, text=text, author_id=unit.actor.id, at=unit.now))
    unit.notify("payments")
    return RuleShown(rule, text)


def _read(text: str, name: str) -> MatchRule:
    if len(text) > LONGEST_RULE:
        raise Refused(_("{file}: too long to be a rule").format(file=name))
    return read_match_rule(text, name)


def _same(sure: Possibility, chosen: dict[str, object]) -> bool:
    parts = dict(chosen["parts"])  # type: ignore[call-overload]
    return chosen["client"] == sure.client_id and parts == dict(sure.parts)
