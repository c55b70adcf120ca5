"""Import of clients with checks, duplicates and audit, beside `executemany` of the very rows it wrote.

python -m tests.bench --only importing, or python -m tests.bench.importing LINES
"""

import csv
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Table, text

from crm_tui.config import Settings
from crm_tui.domain.permissions import system_actor
from crm_tui.store.engine import Store, open_store
from crm_tui.store.migrations import upgrade
from crm_tui.store.tables import metadata
from crm_tui.usecases.client_import import ChunkTaken
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.import_run import AT_ONCE, import_clients
from tests.bench import BenchRow
from tools import postgres

LINES = 100_000
HEADER = ["Найменування", "Код за ЄДРПОУ", "Юридична адреса", "Телефон", "E-mail", "Контактна особа"]
PARTS = ["ка", "ло", "ми", "вір", "дон", "зем", "буд", "агро", "сервіс", "плюс", "торг", "центр"]
SURNAMES = ["Коваль", "Петренко", "Шевчук", "Бондар", "Мельник", "Лисенко", "Гнатюк"]


def write_list(path: Path, lines: int) -> None:
    """Lines as an office has them: each a firm of its own with a person, a number and an address."""
    rng = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(HEADER)
        for number in range(lines):
            name = "".join(rng.choices(PARTS, k=4)).capitalize()
            phone = f"(050) {number // 10_000 % 1000:03} {number // 100 % 100:02} {number % 100:02}"
            person = f"{rng.choice(SURNAMES)} Ольга {number}"
            address = f"м. Київ, вул. Хрещатик, {number % 200}"
            rows.writerow(
                [
                    f"ТОВ «{name} {number}»",
                    f"{10_000_000 + number}",
                    address,
                    phone,
                    f"a{number}@example.com",
                    person,
                ]
            )


def rows(lines: int = LINES) -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as name, postgres.server(durable=True) as server:
        folder = Path(name)
        write_list(folder / "clients.csv", lines)
        urls = {"SQLite": (f"sqlite:///{folder / 'ours.db'}", f"sqlite:///{folder / 'floor.db'}")}
        if server:
            urls["Postgres"] = (_database(server, "ours"), _database(server, "floor"))
        for engine, (ours_url, floor_url) in urls.items():
            ours, first, last, store = _import(ours_url, folder / "clients.csv")
            floor = _floor(store, floor_url, lines)
            rate = 1 / ours
            act = f"import a client, {engine}"
            yield BenchRow(act, ours * 1e6, floor * 1e6, "us/row", ">= 5,000 rows/s", rate >= 5_000)
            yield BenchRow(
                f"{act}: last fifth / first",
                last / first,
                None,
                "times",
                "flat (<= 1.25)",
                last <= first * 1.25,
            )
            store.close()


def _import(url: str, path: Path) -> tuple[float, float, float, Store]:
    """Seconds a line of the whole, of the first fifth and of the last."""
    store = open_store(Settings(database_url=url))
    upgrade(store)
    office = Office(store=store, settings=store.settings, actor=system_actor("bench"))
    marks = [time.perf_counter()]
    done: list[ChunkTaken] = []

    def told(taken: ChunkTaken) -> None:
        done.append(taken)
        marks.append(time.perf_counter())

    counts = import_clients(office, path, told=told).counts
    seconds = time.perf_counter() - marks[0]
    assert counts.added == counts.lines
    fifth = max(1, len(done) // 5)
    each = AT_ONCE * fifth
    return (
        seconds / counts.lines,
        (marks[fifth] - marks[0]) / each,
        (marks[-2] - marks[-2 - fifth]) / each,
        store,
    )


def _floor(store: Store, url: str, lines: int) -> float:
    """Seconds a line of the raw driver's `executemany` of all rows that the import left, chunk by chunk."""
    other = open_store(Settings(database_url=url))
    upgrade(other)
    seconds = 0.0
    tables = [
        table for table in metadata.sorted_tables if table.name not in {"audit_head", "pbx_status", "setting"}
    ]
    for table in tables:
        for part in _read(store, table):
            begun = time.perf_counter()
            _write(other, table, part)
            seconds += time.perf_counter() - begun
    other.close()
    return seconds / lines


def _read(store: Store, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        cursor.execute(f"SELECT * FROM {table.name} ORDER BY 1")
        while part := cursor.fetchmany(AT_ONCE):
            yield [tuple(row) for row in part]
        cursor.close()
        driver.rollback()


def _write(store: Store, table: Table, part: list[tuple[Any, ...]]) -> None:
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        mark = "?" if store.is_sqlite else "%s"
        cursor = driver.cursor()
        if store.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({', '.join([mark] * len(part[0]))})", part)
        driver.commit()


def _database(server: Path, name: str) -> str:
    store = open_store(Settings(database_url=postgres.address(server, "postgres")))
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    store.close()
    return postgres.address(server, name)


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else LINES):
        figures = f"{row.ours:10,.2f} {row.floor or 0:10,.2f} {row.unit:8} {row.ratio or 0:6.2f}x"
        print(f"{row.act:44} {figures} {row.goal}")
