"""Figures of a pile: the papers of many sets read out of the store into one file, beside each set's own."""

import gc
import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from uuid import uuid4

from sqlalchemy import text

from crm_tui.config import Settings
from crm_tui.documents.pdf import render_pdf
from crm_tui.domain.kinds import PaperState, Role
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.domain.permissions import Actor
from crm_tui.store.demo import fill_demo
from crm_tui.store.engine import open_store
from crm_tui.store.migrations import upgrade
from crm_tui.store.rows import insert_rows, table_of
from crm_tui.store.tables import Paper as PaperRow
from crm_tui.store.tables import PaperFile, StoredFile
from crm_tui.usecases.kep_piles import write_bundle
from crm_tui.usecases.office import Office
from tests.bench import BenchRow
from tests.documents.papers import paper
from tools import postgres

SETS, ROUNDS, PROCESSES, TIMES, MOST_MB = 500, 20, 3, 0.8, 40.0
TODAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 7, tzinfo=UTC)
KINDS = (PaperKind.INVOICE, PaperKind.ACT, PaperKind.CONTRACT)
Three = tuple[int, ...]


def rows() -> Iterator[BenchRow]:
    """The row of `goals.md` about piles, on each engine. No two papers are alike."""
    drawn = [_drawn(number) for number in range(1, SETS + 1)]
    with tempfile.TemporaryDirectory() as name, postgres.server(durable=True) as server:
        addresses = {"SQLite": f"sqlite:///{Path(name) / 'crm.db'}"}
        if server:
            addresses["Postgres"] = postgres.address(server, "postgres")
        for engine, address in addresses.items():
            office = _office(address)
            upgrade(office.store)
            sets, file = _stored(office, drawn), Path(name, "pile.pdf")
            yield from _figures(engine, office, sets, file)
            more = median([_grown_elsewhere(address, sets, file) for _ in range(PROCESSES)])
            about = f"the same, memory of a new process, {engine}"
            yield BenchRow(about, more, None, "MB", f"<= + {MOST_MB:g} MB", more <= MOST_MB)
            office.close()


def _office(address: str) -> Office:
    store = open_store(Settings(database_url=address))
    actor = Actor(3, "anna", "", frozenset({Role.MANAGER, Role.HEAD}))
    return Office(store=store, settings=store.settings, actor=actor)


def _figures(engine: str, office: Office, sets: list[Three], file: Path) -> Iterator[BenchRow]:
    whole = tuple(one for three in sets for one in three)
    took: dict[int, list[float]] = {1: [], len(sets): []}
    for n in range(ROUNDS + 1):
        for piles in ([whole], sets):
            begun = time.perf_counter()
            for pile in piles:
                _written(office, pile, file)
            if n:
                took[len(piles)].append(1000 * (time.perf_counter() - begun))
    ours, floor = median(took[1]), median(took[len(sets)])
    act = f"papers of {SETS} sets x 3 in one file, {engine}"
    yield BenchRow(act, ours, floor, "ms", f"<= {TIMES:g}x", holds=ours <= TIMES * floor)


def _written(office: Office, pile: Three, file: Path) -> None:
    with file.open("wb") as out:
        office.call(write_bundle, paper_ids=pile, out=out)


def _grown_elsewhere(address: str, sets: list[Three], file: Path) -> float:
    """The same of a process that has used no memory for anything else."""
    asked = (address, str(file), str(sets[0][0]), str(sets[-1][-1]))
    command = [sys.executable, "-m", "tests.bench.piles", *asked]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _grown(address: str, file: Path, first: int, last: int) -> float:
    """How far the process grows, at most, beyond what it takes with one set (the kernel's own figure)."""
    office = _office(address)
    _written(office, (first, first + 1, first + 2), file)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # begins the count of the highest anew
    before = _kilobytes("VmRSS")
    _written(office, tuple(range(first, last + 1)), file)
    return max(0, _kilobytes("VmHWM") - before) / 1000


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _drawn(number: int) -> list[bytes]:
    said = str(number)
    return [
        render_pdf(paper(PaperKind.INVOICE, number=said)),
        render_pdf(paper(PaperKind.ACT, number=said)),
        render_pdf(paper(PaperKind.CONTRACT, number=said, contract_kind=ContractKind.COMMERCIAL)),
    ]


def _stored(office: Office, drawn: list[list[bytes]]) -> list[Three]:
    """The papers as they lie in a store, each with its file; their numbers, by set."""
    fill_demo(office.store, clients=100, seed=7, today=TODAY)
    with office.store.engine.connect().execution_options(write=True) as connection, connection.begin():
        last = int(connection.execute(text("SELECT max(id) FROM paper")).scalar() or 0)
        entity = connection.execute(text("SELECT min(id) FROM own_entity")).scalar()
        papers, files, contents, sets = [], [], [], []
        for number, three in enumerate(drawn):
            ids = range(last + 3 * number + 1, last + 3 * number + 4)
            sets.append(tuple(ids))
            for one, kind, content in zip(ids, KINDS, three, strict=True):
                key = hashlib.sha256(content).hexdigest()
                papers.append((one, kind, one, f"bench-{one}", 1 + number % 100, uuid4()))
                files.append((one, key, f"{one}.pdf"))
                contents.append((key, content, len(content)))
        same = {"state": PaperState.ISSUED, "own_entity_id": entity, "year": 1, "edition": 1, "day": TODAY}
        names = ("id", "kind", "number", "number_text", "client_id", "uuid")
        rest = dict.fromkeys(("net_kop", "vat_kop", "total_kop", "paid_kop"), 0)
        words = dict.fromkeys(("contract", "note", "reason"), "")
        same |= {**rest, **words, "version": 1, "created_at": NOW, "issued_at": NOW}
        insert_rows(connection, table_of(PaperRow), names, papers, **same)
        insert_rows(connection, table_of(StoredFile), ("sha256", "content", "size"), contents, created_at=NOW)
        insert_rows(connection, table_of(PaperFile), ("paper_id", "sha256", "name"), files, created_at=NOW)
    return sets


if __name__ == "__main__":
    print(_grown(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
