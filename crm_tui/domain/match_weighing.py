"""From what is known of a payment and of the clients it may be of to the possibilities with their facts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from crm_tui.domain.kinds import PaperState
from crm_tui.domain.matching import Doubt, MatchRule, Possibility, Reason, subsets_of_sum
from crm_tui.domain.names import key_similarity
from crm_tui.domain.purpose import PurposeFacts

ALIKE = 0.6
"""Names less alike than this say nothing."""
TWICE_DAYS = 60
"""A payment like one that made an invoice paid at most so long before may be the same one, paid twice."""
MOST_INVOICES = 20
"""Of more open invoices of a client the named ones, those of the sum and the newest are weighed."""


class Money(NamedTuple):
    """What matching sees of a payment; `amount_kop` is what lies on no invoice yet."""

    id: int
    own_entity_id: int | None
    day: date
    amount_kop: int
    payer: str
    payer_code: str
    payer_iban: str
    purpose: str


class Invoice(NamedTuple):
    """An issued invoice."""

    id: int
    client_id: int
    own_entity_id: int
    state: PaperState
    number: int
    day: date
    total_kop: int
    paid_kop: int
    paid_on: date | None

    @property
    def unpaid_kop(self) -> int:
        return self.total_kop - self.paid_kop


class Card(NamedTuple):
    """A client as far as it matters here; `key` is the search key of the name."""

    id: int
    tax_code: str
    key: str


@dataclass(slots=True)
class Claim:
    """Why a payment may be of a client."""

    client_id: int
    code_in_purpose: bool = False
    payer_code: bool = False
    near_code: bool = False
    """A code that no client has is one slip away from his."""
    near_payer: bool = False
    """It is the payer's own code."""
    known_payer: bool = False
    of_set: bool = False
    set_invoice: int | None = None
    numbers: set[int] = field(default_factory=set)
    """The client's invoices whose number is told."""

    @property
    def by_code(self) -> bool:
        return self.code_in_purpose or self.payer_code

    @property
    def told(self) -> bool:
        """Whether anything but a likeness speaks for the client."""
        return self.by_code or self.near_code or self.known_payer or self.of_set


class Weighed(NamedTuple):
    """A client with why he may be meant and his invoices."""

    claim: Claim
    card: Card
    invoices: Sequence[Invoice]


def weigh(
    rule: MatchRule, money: Money, told: PurposeFacts, clients: Sequence[Weighed], names: Iterable[str]
) -> list[Possibility]:
    """All possibilities of a payment."""
    names = tuple(names)
    others = any(one.claim.code_in_purpose for one in clients)
    return [
        possibility
        for one in clients
        for possibility in _of_client(_look(rule, money, told, one, names=names, others=others))
    ]


@dataclass(frozen=True, slots=True)
class _Look:
    """One payment beside one client: what speaks for him, and his invoices of the firm that has the money."""

    rule: MatchRule
    money: Money
    told: PurposeFacts
    claim: Claim
    facts: dict[Reason, float]
    doubts: tuple[Doubt, ...]
    ours: Sequence[Invoice]
    waiting: Sequence[Invoice]
    named: set[int]

    @property
    def spoken_for(self) -> bool:
        return self.claim.told or Reason.NAME in self.facts

    def share_named(self, numbers: Sequence[int]) -> float:
        """How many of the client's waiting invoices that the purpose names are among these, 0 to 1."""
        named = {paper.id for paper in self.waiting} & self.claim.numbers
        return len(named & set(numbers)) / len(named) if named else 0.0


def _look(
    rule: MatchRule,
    money: Money,
    told: PurposeFacts,
    one: Weighed,
    *,
    names: tuple[str, ...],
    others: bool,
) -> _Look:
    claim = one.claim
    facts: dict[Reason, float] = {}
    if claim.by_code:
        facts[Reason.CODE] = 1
    elif claim.near_code:
        facts[Reason.NEAR_CODE] = 1
    if claim.known_payer:
        facts[Reason.PAYER] = 1
    if alike := _likeness(names, one.card.key):
        facts[Reason.NAME] = alike
    ours = [paper for paper in one.invoices if money.own_entity_id in {None, paper.own_entity_id}]
    waiting = [paper for paper in ours if paper.state is not PaperState.PAID and paper.day <= money.day]
    named = claim.numbers | ({claim.set_invoice} if claim.set_invoice else set())
    return _Look(
        rule, money, told, claim, facts, _doubts(money, claim, one.card, others), ours, waiting, named
    )


def _doubts(money: Money, claim: Claim, card: Card, others: bool) -> tuple[Doubt, ...]:
    found = []
    if others and not claim.code_in_purpose:
        found.append(Doubt.OTHER_CODE)
    another = money.payer_code and money.payer_code != card.tax_code
    if another and not claim.known_payer and not claim.near_payer:
        found.append(Doubt.OTHER_PAYER)
    return tuple(found)


def _of_client(look: _Look) -> Iterator[Possibility]:
    open_ones = [*_single(look), *_several(look)]
    yield from open_ones
    twice = [paper for paper in look.ours if _looks_paid(look, paper)]
    if twice and look.spoken_for:
        yield _paid_twice(look, twice)
    elif not open_ones and look.spoken_for:
        yield Possibility(look.claim.client_id, (), look.facts, (*look.doubts, Doubt.NO_INVOICE))


def _single(look: _Look) -> Iterator[Possibility]:
    """One invoice, wholly or in part; of two invoices of equal sum the named one."""
    money = look.money
    other = any(paper.id in look.named for paper in look.ours)
    for paper in _first(look.waiting, look.named, money.amount_kop):
        said = look.facts | _of_paper(look, paper)
        same, told_so = Reason.SUM in said, paper.id in look.named
        if not (look.spoken_for or (told_so and same)):
            continue
        if same and len(look.waiting) == 1 and (told_so or not look.told.numbers):
            said[Reason.ONLY] = 1
        doubts = look.doubts
        if other and not told_so:
            doubts = (*doubts, Doubt.OTHER_NUMBER)
        if not look.spoken_for:
            # A digit of the number may be wrong, and somebody else's invoice of the same sum has it.
            doubts = (*doubts, Doubt.ONLY_NUMBER)
        part = min(paper.unpaid_kop, money.amount_kop)
        yield Possibility(look.claim.client_id, ((paper.id, part),), said, doubts)


def _of_paper(look: _Look, paper: Invoice) -> dict[Reason, float]:
    said: dict[Reason, float] = {}
    if look.claim.of_set and paper.id == look.claim.set_invoice:
        said[Reason.SET] = 1
    if share := look.share_named([paper.id]):
        said[Reason.NUMBER] = share
    if abs(paper.unpaid_kop - look.money.amount_kop) <= look.rule.tolerance_kop:
        said[Reason.SUM] = 1
    if look.money.day <= paper.day + timedelta(days=look.rule.days):
        said[Reason.DAY] = 1
    return said


def _first(waiting: Sequence[Invoice], named: set[int], amount_kop: int) -> Sequence[Invoice]:
    if len(waiting) <= MOST_INVOICES:
        return waiting
    best = sorted(
        waiting,
        key=lambda paper: (paper.id not in named, paper.unpaid_kop != amount_kop, -paper.day.toordinal()),
    )
    return best[:MOST_INVOICES]


def _several(look: _Look) -> Iterator[Possibility]:
    """Several invoices that together ask for the sum; sure only when all are named and no others would do."""
    if not look.spoken_for:
        return
    days = {paper.id: paper.day for paper in look.waiting}
    asked = [(paper.id, paper.unpaid_kop) for paper in look.waiting]
    subsets = subsets_of_sum(asked, look.money.amount_kop)
    for parts in subsets:
        said = look.facts | {Reason.SUBSET: 1.0}
        numbers = [number for number, _amount in parts]
        if share := look.share_named(numbers):
            said[Reason.NUMBER] = share
        if all(look.money.day <= days[number] + timedelta(days=look.rule.days) for number, _amount in parts):
            said[Reason.DAY] = 1
        sure = len(subsets) == 1 and all(number in look.named for number in numbers)
        yield Possibility(
            look.claim.client_id, parts, said, look.doubts if sure else (*look.doubts, Doubt.SEVERAL)
        )


def _looks_paid(look: _Look, paper: Invoice) -> bool:
    """Whether the money may have come a second time for this invoice."""
    if paper.state is not PaperState.PAID:
        return False
    if paper.id in look.named:
        return True
    if paper.total_kop != look.money.amount_kop or paper.paid_on is None:
        return False
    return paper.paid_on <= look.money.day <= paper.paid_on + timedelta(days=TWICE_DAYS)


def _paid_twice(look: _Look, twice: Sequence[Invoice]) -> Possibility:
    said = look.facts | {Reason.PAID: 1.0}
    if any(paper.id in look.claim.numbers for paper in twice):
        said[Reason.NUMBER] = 1
    if any(paper.total_kop == look.money.amount_kop for paper in twice):
        said[Reason.SUM] = 1
    return Possibility(look.claim.client_id, (), said, (*look.doubts, Doubt.PAID))


def _likeness(names: Iterable[str], key: str) -> float:
    best = max((key_similarity(name, key) for name in names), default=0.0)
    return best if best >= ALIKE else 0.0
