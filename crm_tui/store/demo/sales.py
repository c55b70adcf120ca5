"""Papers, payments and letters of the demo office: of its first clients only, numbered as they were issued.

Numbers run through the whole office, so these rows are made in one piece when the clients are there. No file
is drawn: an issued paper of a demo office gets its file when it is asked for the first time.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from crm_tui.domain.money import format_money
from crm_tui.domain.papers import Sums, VatMode, line_sums, paper_sums, vat_mode
from crm_tui.store.demo import codes, people
from crm_tui.store.demo.dealings import service_of
from crm_tui.store.demo.part import Plan, Rows, phones_of

MOST = 3_000
"""Clients with a sale, however large the office is."""
DAYS_BACK = 400
PAPER, PAYMENT, MAIL = 7, 8, 9
MANAGERS, ACCOUNTANT = (3, 4, 5, 6), 9

COLUMNS: dict[str, tuple[str, ...]] = {
    "paper": (
        *("id", "uuid", "kind", "state", "own_entity_id", "year", "number", "edition", "number_text"),
        *(
            "client_id",
            "contact_id",
            "author_id",
            "day",
            "valid_until",
            "contract_kind",
            "net_kop",
            "vat_kop",
        ),
        *("total_kop", "paid_kop", "based_on_id", "reason", "issued_at", "issued_by_id", "paid_on"),
        *("cancelled_at", "version", "created_at", "note", "contract"),
    ),
    "paper_line": (
        *("id", "paper_id", "place", "service_id", "client_service_id", "name", "unit", "quantity_milli"),
        *("price_kop", "includes_vat", "vat", "net_kop", "vat_kop", "total_kop"),
    ),
    "contract": ("id", "paper_id", "printed_on", "returned_on", "returned_by_id", "scanned_on", "version"),
    "document_series": ("id", "own_entity_id", "kind", "year", "last_number"),
    "payment": (
        *("id", "uuid", "own_entity_id", "client_id", "day", "amount_kop", "allocated_kop", "payer"),
        *("payer_code", "document_number", "purpose", "author_id", "created_at"),
    ),
    "allocation": ("id", "payment_id", "paper_id", "amount_kop", "author_id", "created_at"),
    "mail": (
        *("id", "uuid", "state", "client_id", "paper_id", "author_id", "to_address", "subject", "body"),
        *("tries", "next_try_at", "queued_at", "created_at", "sending_at", "sent_at", "version"),
    ),
}


class Buyer(NamedTuple):
    """A client as a sale needs him."""

    id: int
    kind: str
    name: str
    tax_code: str
    email: str


@dataclass(frozen=True, slots=True)
class Goods:
    """What a paper is about when it is not the buyer's services: its papers stand on one invoice."""

    key: int
    """Of which order; the same for its invoice, contract and act."""
    own: int
    lines: tuple[tuple[int, str, str, int], ...]
    """(service, name, unit, kopiykas)."""
    note: str
    refs: str
    """Identifiers for the purpose of the payment."""
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Sale:
    """One paper to be."""

    day: date
    order: int
    buyer: Buyer
    kind: str
    state: str
    author: int
    goods: Goods | None = None


@dataclass(frozen=True, slots=True)
class Stranger:
    """Money of which nobody knows yet whose it is."""

    back: int
    amount_kop: int
    purpose: str = "Оплата за послуги"


class Sold(NamedTuple):
    """Rows of COLUMNS, and the invoice of each order of goods."""

    rows: Rows
    invoices: dict[int, int]


def sales(
    plan: Plan, buyers: Sequence[Buyer], more: Iterable[Sale] = (), strangers: Iterable[Stranger] = ()
) -> Sold:
    """The office's papers; `buyers`: the first clients in the order of their ids, `more`: other things."""
    made = _Sales(plan)
    for one in sorted((*made.planned(buyers), *more), key=lambda sale: (sale.day, sale.order)):
        made.paper(one)
    made.strangers((*_STRANGERS, *strangers))
    made.series()
    return Sold(made.rows, made.grounds)


class _Sales:
    """The rows in the making."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.chance = random.Random(f"{plan.seed}:sales")  # noqa: S311  # nothing secret: data to look at
        self.rows: Rows = {name: [] for name in COLUMNS}
        self.given: Counter[tuple[int, str, int]] = Counter()
        self.names = {row[0]: (row[2], row[-1]) for row in people.services()}
        self.prices = {(row[1], row[2]): (row[4], row[5]) for row in people.prices()}
        self.offers: dict[int, int] = {}
        self.grounds: dict[int, int] = {}
        self.said: dict[int, str] = {}

    def planned(self, buyers: Iterable[Buyer]) -> Iterable[Sale]:
        """What is sold to whom: most is paid, some waits, some came to nothing."""
        chance, today = self.chance, self.plan.today
        for order, buyer in enumerate(buyers):
            back, author = int(chance.random() ** 2 * DAYS_BACK), chance.choice(MANAGERS)
            kinds = chance.choices(_SALES, _WEIGHTS)[0]
            if order < len(_FIRST):
                kinds, back = _FIRST[order]
            for step, (kind, state) in enumerate(kinds):
                day = today - timedelta(days=max(0, back - step * 6))
                yield Sale(day, order, buyer, kind, state, author)

    def paper(self, sale: Sale) -> None:
        rows, number = self.rows["paper"], len(self.rows["paper"]) + 1
        # The office's sole trader sells to persons and small firms; the firm pays VAT.
        own = 2 if sale.buyer.kind in {"sole_trader", "private_person"} else 1
        goods = sale.goods
        if goods is not None:
            own = goods.own
        sums = self._lines(number, sale, pays_vat=own == 1)
        draft = sale.state == "draft"
        count = None if draft else self._count(own, sale)
        until = sale.day + timedelta(days=30 if sale.kind == "offer" else 10)
        at = f"{sale.day} 09:{number % 60:02d}:00.000000"
        paid, paid_on = self._paid(number, sale, own, sums.total_kop, str(count))
        cancelled = sale.state == "cancelled"
        contract = None
        if sale.kind == "contract":
            contract = f"{'budget' if sale.buyer.kind == 'budget_institution' else 'commercial'}_contract"
        text = f"{count}-Б" if contract == "budget_contract" else str(count or "")
        rows.append(
            (
                *(number, codes.uuid_hex(self.plan.seed, PAPER, number), sale.kind, sale.state, own),
                *(None if draft else sale.day.year, count, 1, text, sale.buyer.id, sale.buyer.id),
                *(sale.author, str(sale.day), str(until) if sale.kind in {"offer", "invoice"} else None),
                *(contract, sums.net_kop, sums.vat_kop, sums.total_kop, paid),
                *(self._ground(sale), "клієнт передумав" if cancelled else ""),
                *(None if draft else at, None if draft else sale.author, str(paid_on) if paid_on else None),
                *(at if cancelled else None, 1, at, goods.note if goods else ""),
                self.said.get(goods.key, "") if goods and sale.kind == "service_act" else "",
            )
        )
        self._remember(number, sale, text)
        if sale.kind == "contract" and not draft:
            self._contract(number, sale)
        if sale.kind in {"offer", "invoice"} and not draft and sale.buyer.email:
            self._letter(number, sale, text, sums.total_kop, at)

    def _contract(self, number: int, sale: Sale) -> None:
        """Most came back within some weeks; the paper's number says which, so all else stays as it was."""
        back = sale.day + timedelta(days=5 + number % 17)
        came = str(back) if number % 5 and back <= self.plan.today else None
        row = (len(self.rows["contract"]) + 1, number, str(sale.day), came, sale.author if came else None)
        self.rows["contract"].append((*row, came if number % 2 else None, 1))

    def _ground(self, sale: Sale) -> int | None:
        """The paper before it: of goods their invoice, else the last one of the buyer."""
        return self.grounds.get(sale.goods.key) if sale.goods else self.offers.get(sale.buyer.id)

    def _remember(self, number: int, sale: Sale, text: str) -> None:
        if sale.goods is None:
            self.offers[sale.buyer.id] = number
            return
        key, words = sale.goods.key, f"№ {text} від {sale.day:%d.%m.%Y}"
        if sale.kind == "invoice":
            self.grounds[key], self.said[key] = number, f"рахунок {words}"
        else:
            self.said[key] = f"Договір {words}, {self.said[key]}"

    def _lines(self, paper: int, sale: Sale, *, pays_vat: bool) -> Sums:
        sums = []
        for place, (service, row, name, unit, price, vat_word) in enumerate(self._sold(sale), 1):
            vat = vat_mode(VatMode(vat_word), seller_pays_vat=pays_vat)
            one = line_sums(Decimal(1), price, vat, includes_vat=True)
            sums.append(one)
            line = (len(self.rows["paper_line"]) + 1, paper, place, service, row, name, unit, 1000, price, 1)
            self.rows["paper_line"].append((*line, vat.value, one.net_kop, one.vat_kop, one.total_kop))
        return paper_sums(sums)

    def _sold(self, sale: Sale) -> Iterable[tuple[int, int | None, str, str, int, str]]:
        """(service, the client's one, name, unit, kopiykas, VAT) of each line."""
        if sale.goods is not None:
            for service, name, unit, kop in sale.goods.lines:
                yield service, None, name, unit, kop, "vat_20"
            return
        for row in phones_of(sale.buyer.id):
            service = service_of(self.plan, row)
            found = self.prices.get((service, sale.buyer.kind)) or self.prices.get((service, ""))
            price, vat = found or (90_000, "vat_exempt")
            called, counted = self.names[service]
            yield service, row, str(called), str(counted), int(str(price)), str(vat)

    def _count(self, own: int, sale: Sale) -> int:
        series = (own, sale.kind, sale.day.year)
        self.given[series] += 1
        return self.given[series]

    def _paid(self, paper: int, sale: Sale, own: int, total: int, number: str) -> tuple[int, date | None]:
        """Money for an invoice that is paid, or in part; gives what lies on it, and when it was paid up."""
        if sale.state not in {"paid", "part_paid"}:
            return 0, None
        day = min(self.plan.today, sale.day + timedelta(days=1 + self.chance.randrange(9)))
        refs = ""
        if sale.goods is not None:
            day, refs = sale.goods.paid_on or day, f", {sale.goods.refs}"
        amount = total if sale.state == "paid" else total // 2
        said = f"Оплата за рахунком № {number} від {sale.day:%d.%m.%Y}{refs}"
        payment = self._payment(own, sale.buyer, day, amount, allocated=amount, purpose=said)
        at = f"{day} 14:00:00.000000"
        row = (len(self.rows["allocation"]) + 1, payment, paper, amount, ACCOUNTANT, at)
        self.rows["allocation"].append(row)
        return amount, day if sale.state == "paid" else None

    def _payment(
        self, own: int, buyer: Buyer | None, day: date, amount: int, *, allocated: int, purpose: str
    ) -> int:
        number = len(self.rows["payment"]) + 1
        who = (buyer.name, buyer.tax_code) if buyer else ("Приватна особа", "")
        self.rows["payment"].append(
            (
                *(number, codes.uuid_hex(self.plan.seed, PAYMENT, number), own, buyer.id if buyer else None),
                *(str(day), amount, allocated, *who, str(100 + number), purpose, ACCOUNTANT),
                f"{day} 13:00:00.000000",
            )
        )
        return number

    def strangers(self, found: Iterable[Stranger]) -> None:
        """Money of which nobody knows yet whose it is."""
        for one in found:
            day = self.plan.today - timedelta(days=one.back)
            self._payment(1, None, day, one.amount_kop, allocated=0, purpose=one.purpose)

    def _letter(self, paper: int, sale: Sale, text: str, total: int, at: str) -> None:
        what = "рахунок" if sale.kind == "invoice" else "комерційна пропозиція"
        subject = f"ТОВ «{people.FIRM}»: {what} № {text} від {sale.day:%d.%m.%Y}"
        body = f"Добрий день!\n\nНадсилаємо документ на суму {format_money(total)} грн.\n"
        number = len(self.rows["mail"]) + 1
        self.rows["mail"].append(
            (
                *(number, codes.uuid_hex(self.plan.seed, MAIL, number), "sent", sale.buyer.id, paper),
                *(sale.author, sale.buyer.email, subject, body, 1, at, at, at, at, at, 1),
            )
        )

    def series(self) -> None:
        for number, ((own, kind, year), last) in enumerate(sorted(self.given.items()), 1):
            self.rows["document_series"].append((number, own, kind, year, last))


_PAID = (("invoice", "paid"), ("service_act", "issued"))
_SALES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("offer", "issued"),),
    (("offer", "issued"), ("invoice", "paid"), ("service_act", "issued")),
    _PAID,
    (("contract", "issued"), *_PAID),
    (("invoice", "issued"),),
    (("invoice", "part_paid"),),
    (("invoice", "cancelled"),),
    (("invoice", "draft"),),
)
_STRANGERS = tuple(Stranger(back, 90_000 + 10_000 * back) for back in range(1, 6))
_WEIGHTS = (15, 15, 35, 8, 12, 5, 5, 5)
_FIRST: tuple[tuple[tuple[tuple[str, str], ...], int], ...] = (
    ((("contract", "issued"), *_PAID), 40),
    ((("offer", "issued"), ("invoice", "issued")), 8),
    ((("invoice", "part_paid"),), 5),
    ((("invoice", "draft"),), 0),
    ((("invoice", "cancelled"),), 12),
)
"""What is seen of the first clients of every demo office, and how many days ago it began."""
