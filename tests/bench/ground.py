"""What the figures stand on: a demo office of the asked size on each engine, kept between runs."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import text

from crm_tui.config import Settings
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.jobs.work import checkpoint
from crm_tui.store import demo, migrations
from crm_tui.store.demo import fill_demo
from crm_tui.store.engine import Store, open_store
from crm_tui.store.migrations import upgrade
from crm_tui.store.schema import SchemaState, schema_state
from crm_tui.usecases.office import Office
from tools import postgres

SCHEMA, DEMO = Path(migrations.__file__).parent / "sql", Path(demo.__file__).parent
SEED, TODAY = 7, date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def _place() -> Path:
    """Stores of another schema or demo are not ours: the folder bears the mark of these."""
    files = (*sorted(SCHEMA.glob("*.sql")), *sorted(DEMO.glob("*.py")))
    mark = sha256("".join(file.read_text("utf-8") for file in files).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"crm-tui-bench-{mark}"


def settled(office: Office, *tables: str) -> None:
    """Takes statistics of tables after many rows, as a day in an office does, and lets go of old plans.

    On SQLite they are taken as the nightly job takes them.
    """
    if office.store.is_sqlite:
        checkpoint(office, TODAY)
    else:
        connection = office.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            connection.exec_driver_sql(f"VACUUM ANALYZE {', '.join(tables)}")
    office.store.engine.dispose()


def noon() -> datetime:
    """The demo's own day: by another one its tasks are all late and no set is of this month."""
    return NOON


@dataclass(slots=True)
class Ground:
    """Opens the stores when somebody asks for them; `close` stops what was started."""

    clients: int
    folder: Path = field(default_factory=_place)
    _open: dict[str, Store] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def offices(self) -> Iterator[tuple[str, Office]]:
        """(engine, office with a manager at the keys) for each engine that this machine has."""
        for engine in ("SQLite", "Postgres"):
            if engine not in self._open and (url := self._url(engine)):
                self._open[engine] = self._filled(url, engine)
            if engine in self._open:
                store = self._open[engine]
                actor = Actor(3, "anna", "Анна Шевчук", frozenset({Role.MANAGER, Role.HEAD}))
                yield engine, Office(store=store, settings=store.settings, actor=actor)

    def close(self) -> None:
        for store in self._open.values():
            store.close()
        self._stack.close()

    def forget(self) -> None:
        """Throws the kept stores of this size away."""
        for place in (self._sqlite(), self._postgres()):
            shutil.rmtree(place, ignore_errors=True)

    def _sqlite(self) -> Path:
        return self.folder / f"sqlite-{self.clients}"

    def _postgres(self) -> Path:
        return self.folder / f"postgres-{self.clients}"

    def _url(self, engine: str) -> str | None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if engine == "SQLite":
            return f"sqlite:///{self._sqlite() / 'crm.db'}"
        server = self._stack.enter_context(postgres.server(durable=True, keep=self._postgres()))
        return postgres.address(server, "postgres") if server else None

    def _filled(self, url: str, engine: str) -> Store:
        store = open_store(Settings(database_url=url))
        if schema_state(store) is not SchemaState.CURRENT:
            upgrade(store)
        with store.engine.connect() as connection:
            filled = connection.execute(text("SELECT 1 FROM client LIMIT 1")).first()
        if not filled:
            print(f"making the demo office of {self.clients} clients on {engine} ...", flush=True)
            begun = datetime.now(UTC)
            fill_demo(store, clients=self.clients, seed=SEED, today=TODAY)
            (self.folder / f"filled-{engine}-{self.clients}").write_text(
                str((datetime.now(UTC) - begun).total_seconds())
            )
        return store
