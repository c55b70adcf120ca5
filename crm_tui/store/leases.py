"""Who may act as the one listener or scheduler of a store: a row with an end that its holder keeps moving.

The store's own clock decides, so two computers need not agree on the time. `epoch` grows with each new
holder; every write of a holder checks it in its transaction, so one that was stopped cannot write later.
Renew from the loop that does the work, not from a thread beside it: a loop that hangs must lose the lease.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select, text

from crm_tui.store.engine import Store
from crm_tui.store.quick import connection_of
from crm_tui.store.rows import table_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Lease

LEASE_SECONDS = 10.0
"""With a try every 2 s, another process takes over within 12 s of the holder's last sign of life."""
RENEW_SECONDS = 3.0
TRY_SECONDS = 2.0
HANGING_SECONDS = 5.0
"""How long a holder's transaction may stand still before Postgres ends it and lets another take over."""
_EPOCH = select(table_of(Lease).c.epoch).where(table_of(Lease).c.name == bindparam("name"))
_EPOCH_HELD = _EPOCH.add_columns(
    func.set_config("idle_in_transaction_session_timeout", f"{HANGING_SECONDS * 1000:.0f}", True)
).with_for_update(read=True, of=table_of(Lease))


class StaleLease(Exception):  # noqa: N818  # said as the glossary of leases says it
    """The lease has gone to another holder: stop, write nothing more."""

    def __init__(self, name: str, epoch: int, now_epoch: int | None) -> None:
        super().__init__(f"lease {name}: epoch {epoch} is over, now {now_epoch}")


@dataclass(frozen=True, slots=True)
class Held:
    """A lease in hand: what `renew`, `release` and `check_epoch` ask for."""

    name: str
    holder: str
    epoch: int


@dataclass(frozen=True, slots=True)
class LeaseState:
    """A lease as others see it; `alive` by the store's clock."""

    name: str
    holder: str
    epoch: int
    alive: bool
    taken_at: datetime
    renewed_at: datetime


def acquire(store: Store, name: str, holder: str, *, seconds: float = LEASE_SECONDS) -> Held | None:
    """Takes the lease when it is free or its holder let it run out; None: somebody holds it.

    `holder` must be this process's own word (host, pid, a random part).
    """
    now, end = _clock(store), _clock(store, seconds)
    with store.engine.execution_options(write=True).begin() as connection:
        epoch = connection.execute(
            text(
                "INSERT INTO lease (name, holder, epoch, taken_at, renewed_at, expires_at)"
                f" VALUES (:name, :holder, 1, {now}, {now}, {end})"
                " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, epoch = lease.epoch + 1,"
                " taken_at = excluded.taken_at, renewed_at = excluded.renewed_at,"
                f" expires_at = excluded.expires_at WHERE lease.expires_at <= {now} RETURNING epoch"
            ),
            {"name": name, "holder": holder},
        ).scalar()
    return None if epoch is None else Held(name, holder, epoch)


def renew(store: Store, held: Held, *, seconds: float = LEASE_SECONDS) -> None:
    """Moves the end of the lease; raises StaleLease when it has another holder."""
    now, end = _clock(store), _clock(store, seconds)
    with store.engine.execution_options(write=True).begin() as connection:
        _move(connection, held, f"renewed_at = {now}, expires_at = {end}")


def release(store: Store, held: Held) -> None:
    """Lets the lease go at once; raises StaleLease when it has another holder."""
    with store.engine.execution_options(write=True).begin() as connection:
        _move(connection, held, f"expires_at = {_clock(store)}")


def check_epoch(unit: Unit, name: str, epoch: int) -> None:
    """Raises StaleLease unless the lease is still of this epoch, and keeps it so until the commit.

    Every write of a holder calls this in the same transaction.
    """
    # SQLite's writer is alone already; on Postgres a new holder waits for this transaction. One whose process
    # was stopped in the middle of it would be waited for without end, so the server breaks it off.
    connection = connection_of(unit.session)
    now_epoch = connection.execute(_EPOCH if unit.is_sqlite else _EPOCH_HELD, {"name": name}).scalar()
    if now_epoch != epoch:
        raise StaleLease(name, epoch, now_epoch)


def lease_state(store: Store, name: str) -> LeaseState | None:
    """Who holds the lease, or held it last; None: nobody ever did."""
    with store.engine.connect() as connection:
        return _state_of(connection, store, name)


def lease_in(unit: Unit, name: str) -> LeaseState | None:
    """As `lease_state`, in the unit's own transaction."""
    return _state_of(unit.session.connection(), unit, name)


def _state_of(connection: Connection, of: Store | Unit, name: str) -> LeaseState | None:
    alive: ColumnElement[bool] = literal_column(f"expires_at > {_clock(of)}")
    lease = Lease.__table__  # type: ignore[attr-defined]
    columns = lease.c.name, lease.c.holder, lease.c.epoch, alive, lease.c.taken_at, lease.c.renewed_at
    row = connection.execute(lease.select().with_only_columns(*columns).where(lease.c.name == name)).first()
    return None if row is None else LeaseState(row[0], row[1], row[2], bool(row[3]), row[4], row[5])


def _move(connection: Connection, held: Held, change: str) -> None:
    asked = {"name": held.name, "epoch": held.epoch, "holder": held.holder}
    moved = connection.execute(
        text(f"UPDATE lease SET {change} WHERE name = :name AND epoch = :epoch AND holder = :holder"),
        asked,
    )
    if moved.rowcount == 0:
        found = connection.execute(text("SELECT epoch FROM lease WHERE name = :name"), asked).scalar()
        raise StaleLease(held.name, held.epoch, found)


def _clock(store: Store | Unit, plus: float = 0.0) -> str:
    """The engine's own time in the form in which the column is stored."""
    if store.is_sqlite:
        return f"(strftime('%Y-%m-%d %H:%M:%f', 'now', '{plus:+.3f} seconds') || '000')"
    return f"(clock_timestamp() + interval '{plus:.3f} seconds')"
