"""How well the rule matches a corpus: what it would post by itself, and where the right client stands."""

from dataclasses import dataclass

from crm_tui.domain.matching import Possibility, judge
from crm_tui.domain.permissions import system_actor
from crm_tui.store.engine import Store
from crm_tui.store.scope import read_scope
from crm_tui.usecases.parts.match_lookup import possibilities, waiting_money
from crm_tui.usecases.parts.match_rules import rule_now
from tests.matching.corpus import Corpus, Truth

SUGGESTIONS = 3


@dataclass(slots=True)
class Score:
    """Of the payments seen: those the rule would post, those of them that are right, and those of which the
    right client is among the first suggestions."""

    seen: int = 0
    posted: int = 0
    right: int = 0
    suggested: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.posted if self.posted else 1.0

    @property
    def recall(self) -> float:
        return self.suggested / self.seen


def judge_corpus(store: Store, corpus: Corpus) -> Score:
    """Judges all waiting payments of a corpus; posts none."""
    truth, score = {one.payment_id: one for one in corpus.truth}, Score()
    with read_scope(store, system_actor("judge")) as unit:
        rule, after = rule_now(unit), None
        while waiting := waiting_money(unit, after):
            for number, options in possibilities(unit, rule, waiting).items():
                judgement = judge(rule, options)
                _count(
                    score,
                    judgement.sure,
                    [one.possibility.client_id for one in judgement.judged],
                    truth[number],
                )
            after = (waiting[-1].day, waiting[-1].id)
    return score


def _count(score: Score, sure: Possibility | None, clients: list[int], truth: Truth) -> None:
    score.seen += 1
    if sure is not None and sure.parts:
        score.posted += 1
        invoices = {number for number, _kop in sure.parts}
        score.right += sure.client_id == truth.client_id and invoices == set(truth.invoices)
    score.suggested += truth.client_id in list(dict.fromkeys(clients))[:SUGGESTIONS]
