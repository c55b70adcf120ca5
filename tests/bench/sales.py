"""Figures of the reports on money and on terms: paid sales of a year, who fell away; beside the same SQL.

The goals name none for them; the ratio says what the program adds to its queries.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from sqlalchemy import text

from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import PaperKind, VatMode
from crm_tui.domain.periods import Period
from crm_tui.reports.churn import ChurnBehind, churn, churn_rows
from crm_tui.reports.parts.axes import Axis
from crm_tui.reports.sales import SalesBehind, sales, sales_rows
from crm_tui.store.demo.load import finish, write
from crm_tui.usecases.office import Office
from tests.bench import BenchRow
from tests.bench.floor import in_turn, p50
from tests.bench.ground import TODAY, Ground, settled

INVOICES, AT_ONCE = 20_000, 10_000
"""Paid in the year, each by one payment."""
TRIES = 20
YEAR = Period(TODAY - timedelta(days=365), TODAY - timedelta(days=1))
MONTH = Period(TODAY - timedelta(days=30), TODAY - timedelta(days=1))
MARK = "bench-"
NAMES = {
    "paper": (
        *("id", "uuid", "kind", "state", "own_entity_id", "year", "number", "number_text", "client_id"),
        *("author_id", "day", "net_kop", "vat_kop", "total_kop", "paid_kop", "paid_on", "issued_at"),
        "created_at",
    ),
    "paper_line": (
        *("id", "paper_id", "place", "service_id", "name", "unit", "quantity_milli", "price_kop"),
        *("includes_vat", "vat", "net_kop", "vat_kop", "total_kop"),
    ),
    "payment": (
        *("id", "uuid", "own_entity_id", "client_id", "day", "amount_kop", "allocated_kop", "payer"),
        *("document_number", "created_at"),
    ),
    "allocation": ("id", "payment_id", "paper_id", "amount_kop", "created_at"),
}


def rows(ground: Ground) -> Iterator[BenchRow]:
    """Sales of a year and of a month, and who fell away from one to the next, on each engine."""
    for engine, office in ground.offices():
        paid, terms = _fill(office, ground.clients)
        about = f"{paid:,} payments, {engine}"
        behind = office.call(sales, period=MONTH, by=Axis.MANAGER).lines[0].behind[1]
        assert isinstance(behind, SalesBehind)
        acts: dict[str, Callable[[], object]] = {
            f"sales of a year by person, {about}": partial(office.call, sales, period=YEAR),
            f"the same by service, {engine}": partial(office.call, sales, period=YEAR, by=Axis.SERVICE),
            f"sales of a month by person, {engine}": partial(office.call, sales, period=MONTH),
            f"payments of a person's month, {engine}": partial(office.call, sales_rows, behind=behind),
        }
        lost = office.call(churn, period=YEAR).lines[0].behind[2]
        assert isinstance(lost, ChurnBehind)
        acts |= {
            f"churn of a year, {terms:,} terms, {engine}": partial(office.call, churn, period=YEAR),
            f"clients that were lost, {engine}": partial(office.call, churn_rows, behind=lost),
        }
        found = in_turn(office.store, list(acts.values()), TRIES, warming=1)
        for act, ours, floor in zip(acts, *found, strict=True):
            yield BenchRow(act, p50(ours), p50(floor), "ms", "-", holds=True)


def _fill(office: Office, clients: int) -> tuple[int, int]:
    """Brings the paid invoices of the year up to their number; how many there are, and how many terms."""
    with office.store.engine.connect().execution_options(write=True) as connection, connection.begin():

        def number(asked: str) -> int:
            return int(connection.execute(text(asked)).scalar() or 0)

        paid = number(f"SELECT count(*) FROM payment WHERE day BETWEEN '{YEAR.first}' AND '{YEAR.last}'")
        last = {table: number(f"SELECT max(id) FROM {table}") for table in NAMES}
        entity, services = number("SELECT min(id) FROM own_entity"), number("SELECT count(*) FROM service")
        chance, missing = random.Random(8), range(max(0, INVOICES - paid))
        for begin in range(0, len(missing), AT_ONCE):
            made: dict[str, list[tuple[object, ...]]] = {table: [] for table in NAMES}
            for n in missing[begin : begin + AT_ONCE]:
                _invoice(made, n + 1, last, (entity, chance.randint(1, clients), services), chance)
            write(connection, NAMES, made)
        if missing and not office.store.is_sqlite:
            finish(connection, list(NAMES))
        terms = number("SELECT count(*) FROM client_service_term")
    settled(office, *NAMES, "client", "client_service", "client_service_term")
    return paid + len(missing), terms


def _invoice(
    made: dict[str, list[tuple[object, ...]]],
    n: int,
    last: dict[str, int],
    whose: tuple[int, int, int],
    chance: random.Random,
) -> None:
    """An invoice of two lines with the payment that is laid on it."""
    entity, client, services = whose
    day = YEAR.first + timedelta(days=chance.randrange(365))
    at, paper, payment = f"{day} 09:00:00.000000", last["paper"] + n, last["payment"] + n
    sums = [100 * chance.randint(100, 3_000) for _ in range(2)]
    total = sum(sums)
    key = [f"{chance.getrandbits(128):032x}" for _ in range(2)]
    state = (PaperKind.INVOICE.value, PaperState.PAID.value, entity, 1, n, f"{MARK}{n}")
    money = (total, 0, total, total)
    made["paper"].append((paper, key[0], *state, client, chance.randint(1, 10), day, *money, day, at, at))
    for place, kop in enumerate(sums):
        about = (2 * n + place + last["paper_line"], paper, place + 1, chance.randint(1, services))
        made["paper_line"].append(
            (*about, "bench", "шт.", 1000, kop, True, VatMode.EXEMPT.value, kop, 0, kop)
        )
    payer = (total, total, f"Платник {n % 900}", str(n))
    made["payment"].append((payment, key[1], entity, client, day, *payer, at))
    made["allocation"].append((last["allocation"] + n, payment, paper, total, at))
