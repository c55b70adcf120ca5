"""КЕП sets of the demo office: kinds with prices, sets in all states, holders, checklists, boxes for the CA.

Only the first clients have them, so a large office is made no longer; each set depends on the seed and its
client alone. Invoices of the sets are numbered with those of the sales, so they are written there
(`kep_papers`); some money came past them, straight to the CA.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from crm_tui.domain.kep_sets import HolderKind, KepFacts, closed_on, state_of
from crm_tui.domain.months import add_months
from crm_tui.store.catalogue import shipped_services
from crm_tui.store.demo import codes, people
from crm_tui.store.demo.part import Plan, Rows, person
from crm_tui.store.kep_catalogue import shipped_kinds

MOST = 5_000
"""Clients with sets, however large the office is."""
DAYS_BACK, BOX_DAYS = 540, 30
SEASON = 90
KEP_SET = 12
HEADS, OTHERS = 2_000_000, 3_000_000
"""The tax numbers of heads, and of those who work for them, begin after those of clients."""
MANAGERS, REGISTRAR, OTHER_REGISTRAR = (3, 5, 6), 8, 1
PRICES = {
    "trader": 696,
    "head": 780,
    "seal": 1_180,
    "full": 1_560,
    "employee": 640,
    "cashier": 590,
    "register": 590,
    "person": 420,
    "cloud": 880,
    "again": 250,
}
"""Hryvnias for a year by the kind's word; two years cost less than twice as much."""
CA_KOP = {"kep-ca-1": 30_000, "kep-ca-2": 50_000}
ISSUERS = ("КНЕДП «Демосертифікат»", "КНЕДП ДЕМО-ЦЕНТР", "АЦСК Демобанку")
NOTES = ("", "", "", "", "Терміново", "Прийде директор сам", "Ключ на токені")
BOX_NOTES = ("кур'єром", "Новою поштою", "", "завезли самі")
POSITIONS = {
    HolderKind.HEAD: "директор",
    HolderKind.ACCOUNTANT: "головний бухгалтер",
    HolderKind.EMPLOYEE: "менеджер",
    HolderKind.CASHIER: "касир",
    HolderKind.SEAL: "Електронна печатка",
}
FIRST_PRICE = 10_000
"""Ids of these prices begin after those of the office's own list."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "service_price": people.COLUMNS["service_price"],
    "kep_set_kind": ("id", "service_id", "ca_service_id", "holders", "prro", "version"),
    "kep_set_kind_document": ("id", "kind_id", "place", "name"),
    "dispatch_box": ("id", "number", "opened_on", "closed_on", "sent_on", "note", "author_id", "version"),
    "kep_set": (
        *("id", "uuid", "client_id", "kind_id", "kind_name", "months", "state", "own_entity_id"),
        *(
            "manager_id",
            "own_kop",
            "ca_kop",
            "total_kop",
            "issued_on",
            "paid_on",
            "paid_by_hand",
            "ordered_on",
        ),
        *("ordered_by_id", "generated_on", "generated_by_id", "valid_from", "valid_to", "issuer"),
        *("documents_on", "documents_by_id", "documents_place", "box_id", "closed_on", "cancelled_on"),
        *("cancelled_by_id", "reason", "prro", "note", "version", "created_at", "client_service_id"),
        "invoice_id",
    ),
    "kep_set_line": (
        *("id", "set_id", "place", "payee", "service_id", "name", "unit", "price_kop", "vat", "includes_vat"),
        "total_kop",
    ),
    "kep_holder": ("id", "set_id", "place", "kind", "name", "position", "rnokpp"),
    "kep_set_document": ("id", "set_id", "place", "name", "received_on", "received_by_id"),
}


class Signer(NamedTuple):
    """A client as a set needs him."""

    id: int
    kind: str
    name: str
    head: str
    form: str = ""
    code: str = ""
    region: str = ""
    email: str = ""

    @property
    def organisation(self) -> str:
        """As certificates and papers call it."""
        if self.kind == "private_person":
            return "ФІЗИЧНА ОСОБА"
        quoted = self.name if self.kind == "sole_trader" else f'"{self.name}"'
        return f"{self.form} {quoted}".strip()


class Kind(NamedTuple):
    """A kind of set with what it costs."""

    id: int
    code: str
    name: str
    months: int
    service: int
    own_kop: int
    ca_service: int | None
    ca_kop: int
    holders: tuple[HolderKind, ...]
    documents: tuple[str, ...]
    prro: bool

    @property
    def lines(self) -> list[tuple[str, int, str, str, int]]:
        """(to whom, service, name, unit, kopiykas): the firm's own first, then the CA's."""
        own = ("own", self.service, self.name, "компл.", self.own_kop)
        if self.ca_service is None:
            return [own]
        return [own, ("ca", self.ca_service, "Послуги КНЕДП", "послуга", self.ca_kop)]


class Holder(NamedTuple):
    """Whose certificates are in a set."""

    kind: HolderKind
    name: str
    position: str
    rnokpp: str


@dataclass(frozen=True, slots=True)
class MadeSet:
    """A set as its papers and certificates need it."""

    number: int
    order: int
    """The first set of those that were ordered together."""
    signer: Signer
    kind: Kind
    facts: KepFacts
    holders: tuple[Holder, ...]
    own: int
    manager: int | None
    valid_from: date | None
    valid_to: date | None
    issuer: str
    invoiced: bool


class KepSets(NamedTuple):
    """Rows of COLUMNS, and what they are of."""

    rows: Rows
    made: list[MadeSet]


def kinds_and_boxes(plan: Plan) -> Rows:
    """The shipped kinds with their prices, and a box for every two months."""
    rows: Rows = {name: [] for name in COLUMNS}
    for kind in _kinds():
        holders = ",".join(kind.holders)
        rows["kep_set_kind"].append((kind.id, kind.service, kind.ca_service, holders, int(kind.prro), 1))
        _price(rows, kind.service, kind.own_kop)
        for place, name in enumerate(kind.documents, 1):
            number = len(rows["kep_set_kind_document"]) + 1
            rows["kep_set_kind_document"].append((number, kind.id, place, name))
    for service in sorted({kind.ca_service for kind in _kinds() if kind.ca_service is not None}):
        _price(rows, service, next(kind.ca_kop for kind in _kinds() if kind.ca_service == service))
    last = DAYS_BACK // BOX_DAYS + 1
    for number in range(1, last + 1):
        opened = _begin(plan) + timedelta(days=(number - 1) * BOX_DAYS)
        ended = opened + timedelta(days=BOX_DAYS - 1)
        closed = str(ended) if number < last else None
        sent = str(ended + timedelta(days=1)) if number < last - 1 else None  # one is closed and waits
        row = (number, number, str(opened), closed, sent, BOX_NOTES[number % len(BOX_NOTES)], REGISTRAR, 1)
        rows["dispatch_box"].append(row)
    return rows


def kep_sets(plan: Plan, signers: Iterable[Signer], first: int = 1) -> KepSets:
    """The sets of some clients with all that belongs to them, numbered from `first` on.

    Without invoices (`with_invoices`): their numbers are known when all of the office's papers are.
    """
    made = _Sets(plan, first)
    for signer in signers:
        chance = random.Random(f"{plan.seed}:{signer.id}:{first}:kep")  # noqa: S311  # nothing secret
        made.order(signer, chance, chance.choices((1, 2), (4, 1))[0])
    return KepSets(made.rows, made.made)


def with_invoices(sets: KepSets, invoices: Mapping[int, int]) -> Rows:
    """The rows with the invoice of each set, where its order has one."""
    rows = sets.rows["kep_set"]
    named = [
        (*row[:-1], invoices.get(one.order)) if one.invoiced else row
        for row, one in zip(rows, sets.made, strict=True)
    ]
    return sets.rows | {"kep_set": named}


def service_row(plan: Plan, number: int) -> int:
    """The client's service that a set of a whole office gives its term: after those that are sold."""
    return 2 * plan.clients + number


def _begin(plan: Plan) -> date:
    return plan.today - timedelta(days=DAYS_BACK)


@lru_cache(maxsize=1)
def _kinds() -> tuple[Kind, ...]:
    services = {one.code: (number, one) for number, one in enumerate(shipped_services(), 1)}
    found = []
    for number, kind in enumerate(shipped_kinds(), 1):
        service, sold = services[kind.service]
        word = kind.service.split("-")[2]
        own = PRICES[word] * (180 if kind.service.endswith("-2") else 100)
        ca = services[kind.ca][0] if kind.ca else None
        found.append(
            Kind(
                *(number, kind.service, sold.name, sold.months, service, own, ca),
                *(CA_KOP.get(kind.ca or "", 0), kind.holders, kind.documents, kind.prro),
            )
        )
    return tuple(found)


def _price(rows: Rows, service: int, price_kop: int) -> None:
    number = FIRST_PRICE + len(rows["service_price"])
    born = people.BORN
    rows["service_price"].append((number, service, "", born[:10], price_kop, "vat_20", 1, None, born, 1))


class _Sets:
    """The rows in the making."""

    def __init__(self, plan: Plan, first: int) -> None:
        self.plan, self.first = plan, first
        self.rows: Rows = {name: [] for name in COLUMNS}
        self.made: list[MadeSet] = []

    def order(self, signer: Signer, chance: random.Random, count: int) -> None:
        """Sets of a client: each of its own day, or all on one invoice."""
        together = chance.random() < 0.3
        for place in range(count):
            if not place or not together:
                order = self.first + len(self.made)
                facts, invoiced = _facts(self.plan.today, chance), chance.random() < 0.85
            self._one(signer, chance, facts, order, invoiced=invoiced)

    def _one(
        self, signer: Signer, chance: random.Random, facts: KepFacts, order: int, *, invoiced: bool
    ) -> None:
        """A set of a kind that suits the client, with facts up to today."""
        kind, number = chance.choice(_suiting(signer.kind)), self.first + len(self.made)
        there = facts.documents_on is not None
        box = _box(self.plan, facts.documents_on) if chance.random() < 0.7 else None
        valid_from = facts.generated_on
        # A set that replaces another one (no months of its own) runs to the end of a year.
        valid_to = add_months(valid_from, kind.months or 12) - timedelta(days=1) if valid_from else None
        key = codes.uuid_hex(self.plan.seed, KEP_SET, number)
        registrar = REGISTRAR if chance.random() < 0.85 else OTHER_REGISTRAR
        own = 2 if signer.kind == "sole_trader" else 1
        manager = chance.choice(MANAGERS) if chance.random() < 0.96 else None
        issuer = chance.choice(ISSUERS) if valid_from else ""
        past_us = facts.paid_on is not None and not invoiced
        head = (number, key, signer.id, kind.id, kind.name, kind.months, state_of(facts).value)
        # Sets that the bench adds to an office have no services there.
        service = service_row(self.plan, number) if valid_from and self.plan.clients else None
        self.rows["kep_set"].append(
            (
                *(*head, own, manager),
                *(kind.own_kop, kind.ca_kop, kind.own_kop + kind.ca_kop, str(facts.issued_on)),
                *(_day(facts.paid_on), int(past_us), _day(facts.ordered_on)),
                *(registrar if facts.ordered_on else None, _day(facts.generated_on)),
                *(REGISTRAR if facts.generated_on else None, _day(valid_from), _day(valid_to)),
                *(issuer, _day(facts.documents_on)),
                *(REGISTRAR if there else None, _place(box, there=there), box, _day(closed_on(facts))),
                *(_day(facts.cancelled_on), 4 if facts.cancelled_on else None),
                *("клієнт передумав" if facts.cancelled_on else "", int(kind.prro), chance.choice(NOTES), 1),
                *(f"{facts.issued_on} 08:00:00.000000", service, None),
            )
        )
        holders = tuple(_holder(signer, one, number, place, chance) for place, one in enumerate(kind.holders))
        self.made.append(
            MadeSet(
                *(number, order, signer, kind, facts, holders, own, manager, valid_from, valid_to, issuer),
                invoiced,
            )
        )
        self._belongings(self.made[-1])

    def _belongings(self, made: MadeSet) -> None:
        rows, number, kind = self.rows, made.number, made.kind
        vat = "vat_20" if made.own == 1 else "vat_exempt"
        for place, (payee, service, name, unit, kop) in enumerate(kind.lines, 1):
            line = (number * 2 + place - 2, number, place, payee, service, name, unit, kop, vat, 1, kop)
            rows["kep_set_line"].append(line)
        for place, holder in enumerate(made.holders, 1):
            held = (number * 3 + place - 3, number, place, holder.kind.value, *holder[1:])
            rows["kep_holder"].append(held)
        facts, half = made.facts, len(kind.documents) // 2
        for place, name in enumerate(kind.documents, 1):
            # Where some are missing, the first of the list came with the order.
            came = _day(facts.documents_on or (facts.ordered_on if place <= half else None))
            by = REGISTRAR if came else None
            rows["kep_set_document"].append((number * 8 + place - 8, number, place, name, came, by))


def _holder(signer: Signer, kind: HolderKind, number: int, place: int, chance: random.Random) -> Holder:
    """The head, whoever works for him, or the firm itself for a seal."""
    if kind is HolderKind.SEAL:
        return Holder(kind, signer.organisation, POSITIONS[kind], "")
    if kind in POSITIONS and kind is not HolderKind.HEAD:
        name, male = person(chance)
        return Holder(kind, name, POSITIONS[kind], codes.rnokpp(OTHERS + number * 3 + place, male=male))
    if signer.head:
        code = codes.rnokpp(HEADS + signer.id, male=signer.head.endswith("ович"))
        return Holder(kind, signer.head, POSITIONS.get(kind, ""), code)
    return Holder(kind, signer.name, "", signer.code)


def _suiting(client_kind: str) -> tuple[Kind, ...]:
    words = {
        "sole_trader": ("trader", "trader", "cashier", "register"),
        "private_person": ("person",),
    }.get(client_kind, ("head", "seal", "full", "employee", "cashier", "register", "cloud", "again"))
    return tuple(kind for word in words for kind in _kinds() if kind.code.split("-")[2] == word)


def _facts(today: date, chance: random.Random) -> KepFacts:
    """Days of a set's life: most come to their end, some lack money, certificates or documents."""
    draw = chance.random
    back = int(draw() ** 1.5 * (DAYS_BACK - 30))
    issued = today - timedelta(days=back)
    # What is older than a season has been asked for often enough: little of it is still owed.
    missing = 0.2 if back > SEASON else 1.0

    def later(day: date | None, share: float, most: int) -> date | None:
        found = day + timedelta(days=int(draw() * most)) if day and draw() > missing * share else None
        return found if found and found <= today else None

    if draw() < 0.04:
        return KepFacts(issued, cancelled_on=min(today, issued + timedelta(days=int(draw() * 20))))
    paid = later(issued, 0.08, 12)
    ordered = later(issued, 0.05, 8)
    generated = later(ordered, 0.04, 4)
    return KepFacts(issued, paid, ordered, generated, later(generated, 0.09, 20))


def _box(plan: Plan, day: date | None) -> int | None:
    if day is None:
        return None
    return min(DAYS_BACK // BOX_DAYS, (day - _begin(plan)).days // BOX_DAYS) + 1


def _place(box: int | None, *, there: bool) -> str:
    if not there:
        return "nowhere"
    return "auto_renewal" if box is None else "dispatch_box"


def _day(day: date | None) -> str | None:
    return str(day) if day else None
