"""The demo office: realistic, Ukrainian, made up, and the same for the same seed, size and day."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, date, datetime
from multiprocessing import get_context
from os import cpu_count

from sqlalchemy import Connection, text
from sqlmodel import Session

from crm_tui.store import audit
from crm_tui.store.demo import certificates, dealings, kep, kep_papers, part, people, sales
from crm_tui.store.demo.load import LARGE, Progress, bulk_connection, finish, take_indexes, write
from crm_tui.store.demo.part import PART, Plan, Rows
from crm_tui.store.engine import Store

COLUMNS = (
    people.COLUMNS
    | part.COLUMNS
    | dealings.COLUMNS
    | sales.COLUMNS
    | kep.COLUMNS
    | kep_papers.COLUMNS
    | certificates.COLUMNS
)
"""All that the demo fills, parents before children."""


class StoreNotEmpty(Exception):  # noqa: N818  # says what is so, as SchemaState does
    """There are clients or employees already; demo data is for an empty store only."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def fill_demo(
    store: Store,
    *,
    clients: int,
    seed: int,
    today: date,
    os_login: str | None = None,
    progress: Progress = silent,
) -> None:
    """Fills an empty, current store with an office, `clients` of it and what was done with them.

    With N clients: 1.5 N numbers, 1.5 N client services, 2 N talks, N calls with their legs; papers and
    payments of the first `sales.MOST`, КЕП sets of the first `kep.MOST` with their papers and services. One
    transaction: a killed filling leaves the store empty. The whole load is one entry of the audit
    (`demo.fill`): twelve million single ones would be no history of anything. Raises StoreNotEmpty.
    """
    terms = tuple(number for number, row in enumerate(people.services(), 1) if row[5])
    plan = Plan(clients, seed, today, len(people.PEOPLE), terms)
    with bulk_connection(store) as connection:
        _refuse_filled(connection)
        write(connection, people.COLUMNS, people.office(os_login))
        tables = [*part.COLUMNS, *dealings.COLUMNS]
        back = take_indexes(connection, tables) if clients >= LARGE else []
        for done, rows in enumerate(_parts(plan), 1):
            write(connection, part.COLUMNS | dealings.COLUMNS, rows)
            progress("rows", min(done * PART, clients), clients)
        for done, statement in enumerate(back, 1):
            connection.exec_driver_sql(statement)
            progress("indexes", done, len(back))
        _sell(connection, plan)
        progress("search", 0, 1)
        finish(connection, list(COLUMNS))
        _log(connection, plan)
        progress("search", 1, 1)


def _sell(connection: Connection, plan: Plan) -> None:
    """Papers of sales and of КЕП sets, numbered together; then the sets, which name their invoices."""
    sets = kep.kep_sets(plan, _signers(connection))
    sold = sales.sales(
        plan,
        _buyers(connection),
        kep_papers.kep_sales(plan, sets.made),
        kep_papers.lost_money(plan, sets.made),
    )
    write(connection, kep_papers.COLUMNS, kep_papers.kep_terms(plan, sets.made))
    write(connection, sales.COLUMNS, sold.rows)
    write(connection, kep.COLUMNS, kep.kinds_and_boxes(plan))
    write(connection, kep.COLUMNS, kep.with_invoices(sets, sold.invoices))
    write(connection, certificates.COLUMNS, certificates.certificates(plan, sets.made))


def _buyers(connection: Connection) -> list[sales.Buyer]:
    """The first clients, whose papers are made."""
    columns = "id, kind, short_name, tax_code, email"
    asked = text(f"SELECT {columns} FROM client WHERE id <= :most ORDER BY id")  # our own words
    return [sales.Buyer(*row) for row in connection.execute(asked, {"most": sales.MOST})]


def _signers(connection: Connection) -> list[kep.Signer]:
    """The first clients, who have sets."""
    columns = "id, kind, short_name, head_name, legal_form, tax_code, region, email"
    asked = text(f"SELECT {columns} FROM client WHERE id <= :most ORDER BY id")  # our own words
    return [kep.Signer(*row) for row in connection.execute(asked, {"most": kep.MOST})]


def _refuse_filled(connection: Connection) -> None:
    for table in ("client", "employee"):
        if connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first():
            raise StoreNotEmpty(table)


def _log(connection: Connection, plan: Plan) -> None:
    told = {"clients": plan.clients, "seed": plan.seed, "today": plan.today}
    entry = audit.Entry("insert", "store", "demo", {name: (None, value) for name, value in told.items()})
    at = datetime(plan.today.year, plan.today.month, plan.today.day, tzinfo=UTC)
    with Session(connection, join_transaction_mode="rollback_only") as session:
        audit.append(
            session.connection(), [entry], at=at, actor_id=None, actor_login="system:demo", act="demo.fill"
        )


def rows_of(plan: Plan, number: int) -> Rows:
    """All rows of one part; runs in any process."""
    return part.cards(plan, number) | dealings.dealings(plan, number)


def _parts(plan: Plan) -> Iterator[Rows]:
    """The parts in order, made by as many processes as there are processors when it is worth it."""
    if plan.clients < LARGE:
        yield from (rows_of(plan, number) for number in range(plan.parts))
        return
    makers = max(1, (cpu_count() or 2) - 1)
    # spawn: a fork of a process with threads (the screen) may hang
    with ProcessPoolExecutor(makers, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[Rows]] = deque()
        for number in range(plan.parts):
            waiting.append(pool.submit(rows_of, plan, number))
            if len(waiting) > 2 * makers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
