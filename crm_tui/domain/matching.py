"""Matching of a payment with what is open: possibilities, their reasons and points, and who decides.

The points are a rule kept as text (`data/matching.toml`), so that another one can be tried on what was
decided before. A possibility keeps its facts, not its points alone: any rule can judge it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

KEPT = 5
"""So many possibilities of a payment are kept with what was decided."""
MOST_IN_SUBSET = 12
"""Of more open invoices no subset is looked for."""


class Reason(StrEnum):
    """What speaks for a possibility, or against it; in the order in which it is told."""

    SET = "set"
    NUMBER = "number"
    CODE = "code"
    PAYER = "payer"
    NEAR_CODE = "near_code"
    SUM = "sum"
    ONLY = "only"
    SUBSET = "subset"
    NAME = "name"
    DAY = "day"
    PAID = "paid"


class Doubt(StrEnum):
    """Why a person decides, however many points there are."""

    OTHER_PAYER = "other_payer"
    OTHER_NUMBER = "other_number"
    OTHER_CODE = "other_code"
    PAID = "paid"
    NO_INVOICE = "no_invoice"
    SEVERAL = "several"
    ONLY_NUMBER = "only_number"


@dataclass(frozen=True, slots=True)
class MatchRule:
    """Points for each reason; `threshold` and `lead` bound what is posted without a person."""

    version: str
    points: Mapping[Reason, int]
    threshold: int
    lead: int
    days: int
    tolerance_kop: int


@dataclass(frozen=True, slots=True)
class Possibility:
    """One way of posting a payment: on these invoices, so much on each; on none it is an advance.

    A fact's strength is from 0 to 1.
    """

    client_id: int
    parts: tuple[tuple[int, int], ...] = ()
    """Numbers of invoices, each with its kopiykas."""
    facts: Mapping[Reason, float] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def sum_kop(self) -> int:
        return sum(amount for _paper, amount in self.parts)


@dataclass(frozen=True, slots=True)
class Judged:
    """A possibility with its points by a rule."""

    possibility: Possibility
    points: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """All possibilities of a payment, the best first; `sure` is what may be posted without a person."""

    rule: str
    judged: tuple[Judged, ...]
    sure: Possibility | None


def points_of(rule: MatchRule, one: Possibility) -> int:
    """The points of a possibility, rounded down."""
    return int(sum(rule.points[reason] * strength for reason, strength in one.facts.items()))


def judge(rule: MatchRule, possibilities: Iterable[Possibility]) -> Judgement:
    """Orders possibilities by points; sure is the first if it has enough, leads clearly, without a doubt."""
    judged = sorted(
        (Judged(one, points_of(rule, one)) for one in possibilities),
        key=lambda one: (
            -one.points,
            len(one.possibility.parts),
            one.possibility.client_id,
            one.possibility.parts,
        ),
    )
    if not judged:
        return Judgement(rule.version, (), None)
    best, rest = judged[0], judged[1:]
    clear = not rest or best.points - rest[0].points >= rule.lead
    sure = (
        best.possibility if best.points >= rule.threshold and clear and not best.possibility.doubts else None
    )
    return Judgement(rule.version, tuple(judged), sure)


def subsets_of_sum(open_kop: Sequence[tuple[int, int]], sum_kop: int) -> list[tuple[tuple[int, int], ...]]:
    """The sets of two or more open invoices (number, kopiykas) that ask for exactly this sum; at most two."""
    if len(open_kop) > MOST_IN_SUBSET:
        return []
    found: list[tuple[tuple[int, int], ...]] = []

    def look(start: int, left: int, taken: tuple[tuple[int, int], ...]) -> None:
        if left == 0 and len(taken) > 1:
            found.append(taken)
        if left <= 0 or len(found) > 1:
            return
        for place in range(start, len(open_kop)):
            look(place + 1, left - open_kop[place][1], (*taken, open_kop[place]))

    look(0, sum_kop, ())
    return found[:2]


def as_kept(judgement: Judgement) -> list[dict[str, Any]]:
    """The first possibilities as they are kept with a decision."""
    return [
        {
            "client": one.possibility.client_id,
            "parts": [list(part) for part in one.possibility.parts],
            "facts": {reason.value: round(strength, 4) for reason, strength in one.possibility.facts.items()},
            "doubts": [doubt.value for doubt in one.possibility.doubts],
            "points": one.points,
        }
        for one in judgement.judged[:KEPT]
    ]


def from_kept(kept: Iterable[Mapping[str, Any]]) -> list[Possibility]:
    """What `as_kept` made of possibilities, to be judged by another rule."""
    return [
        Possibility(
            one["client"],
            tuple((paper, amount) for paper, amount in one["parts"]),
            {Reason(reason): strength for reason, strength in one["facts"].items()},
            tuple(Doubt(doubt) for doubt in one["doubts"]),
        )
        for one in kept
    ]
