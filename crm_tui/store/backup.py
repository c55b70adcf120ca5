"""Backup while in use, a restore that is proven first, and the list of prints that proves it.

`FILE.prints.json` says how many rows each table had at the moment of the copy and their hash.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from crm_tui.paths import state_dir
from crm_tui.store import backup_postgres, backup_sqlite
from crm_tui.store.backup_errors import BackupError
from crm_tui.store.check import Problem, check_audit, check_database, check_file
from crm_tui.store.engine import Store, open_store
from crm_tui.store.fingerprint import TablePrint, fingerprint
from crm_tui.store.schema import SchemaState, schema_state, schema_version

Prints = dict[str, TablePrint]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a trial of a copy found; `compared` is False when there is no list of prints beside it."""

    tables: Prints
    compared: bool
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def prints_file(file: Path) -> Path:
    """Where the prints of a copy stand."""
    return file.with_name(f"{file.name}.prints.json")


def backup_folder(store: Store) -> Path:
    """Where copies go: the setting's place, else `backup` beside the store (a server's: our state folder)."""
    if store.settings.backup_dir:
        return Path(store.settings.backup_dir)
    return (store.path.parent if store.path else state_dir()) / "backup"


def backup_before_upgrade(store: Store) -> Path:
    """A copy of the store as the former release left it; gives its file."""
    with store.engine.connect() as connection:
        version = schema_version(connection)
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    file = backup_folder(store) / f"before-upgrade-of-{version}-{moment}.copy"
    backup(store, file)
    return file


def backup(store: Store, file: Path) -> Prints:
    """Writes one moment of the store to the file, whoever works meanwhile; gives what was in it.

    The file appears only when it is whole. Raises BackupError: a bad copy, no pg_dump, no room.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(
            os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        )  # all of the office stands in it
        prints = (_backup_sqlite if store.is_sqlite else _backup_postgres)(store, part)
        listed = {name: asdict(one) for name, one in prints.items()}
        prints_file(file).write_text(json.dumps(listed, indent=1), "utf-8")
        os.replace(part, file)
    except OSError as error:
        raise BackupError(f"{file}: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            part.unlink()
    return prints


def _backup_sqlite(store: Store, part: Path) -> Prints:
    if store.path is None or not store.path.exists():
        raise BackupError("there is no store to copy")
    backup_sqlite.copy_out(store.path, part)
    if (said := backup_sqlite.quick_check(part)) != "ok":
        raise BackupError(f"the copy is not whole: {said}")
    with _opened(store, f"sqlite:///{part}") as copy, copy.engine.connect() as connection:
        return fingerprint(connection)


def _backup_postgres(store: Store, part: Path) -> Prints:
    isolated = store.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with isolated as connection, connection.begin():
        snapshot: str = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        backup_postgres.dump(_address(store), part, snapshot=snapshot)
        return fingerprint(connection)


def try_copy(file: Path, store: Store) -> Proof:
    """Restores the copy in a scratch place, checks all of it and compares it with its prints."""
    if not file.is_file():
        raise BackupError(f"{file} is not there")
    with _scratch(file, store) as scratch:
        problems = check_file(scratch.path) if scratch.path else check_database(scratch)
        if problems:
            return Proof({}, False, tuple(problems))
        if schema_state(scratch) is SchemaState.CURRENT:
            problems += check_audit(scratch)
        with scratch.engine.connect() as connection:
            found = fingerprint(connection)
    wanted = _prints_of(file)
    if wanted is not None:
        problems += _differences(wanted, found)
    return Proof(found, wanted is not None, tuple(problems))


def restore(file: Path, store: Store, *, verify: bool = True) -> Prints:
    """Puts the copy in the place of what the store holds, all or nothing.

    Tries it first, unless told not to. Raises BackupError, and the store stays as it is, for a copy that is
    not whole. Stop the listener and the jobs before: what they write meanwhile would be gone.
    """
    if verify and (proof := try_copy(file, store)).problems:
        raise BackupError(f"{file} must not be trusted: {proof.problems[0].part}: {proof.problems[0].text}")
    if store.path is not None:
        backup_sqlite.copy_in(file, store.path)
    else:
        backup_postgres.load(_address(store), file)
    with store.engine.connect() as connection:
        found = fingerprint(connection)
    wanted = _prints_of(file)
    if wanted is not None and (wrong := _differences(wanted, found)):
        raise BackupError(f"after the restore: {wrong[0].text}")
    return found


def _differences(wanted: Prints, found: Prints) -> list[Problem]:
    problems = []
    for name in sorted(wanted.keys() | found.keys()):
        one, other = wanted.get(name, TablePrint(0, "")), found.get(name, TablePrint(0, ""))
        if one.rows != other.rows:
            problems.append(Problem("rows", f"{name}: {one.rows} rows were saved, {other.rows} came back"))
        elif one.hash != other.hash:
            problems.append(Problem("rows", f"{name}: the rows that came back are not those that were saved"))
    return problems


def _prints_of(file: Path) -> Prints | None:
    try:
        listed = json.loads(prints_file(file).read_text("utf-8"))
        return {name: TablePrint(**one) for name, one in listed.items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{prints_file(file)} cannot be read: {error}") from None


@contextmanager
def _scratch(file: Path, store: Store) -> Iterator[Store]:
    if not store.is_sqlite:
        with backup_postgres.scratch_database(_address(store)) as address:
            backup_postgres.load(address, file)
            with _opened(store, address) as scratch:
                yield scratch
        return
    folder = Path(tempfile.mkdtemp(prefix=".crm-tui-restore", dir=file.parent))
    try:
        shutil.copyfile(file, folder / "copy.db")
        with _opened(store, f"sqlite:///{folder / 'copy.db'}") as scratch:
            yield scratch
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _opened(store: Store, url: str) -> Iterator[Store]:
    opened = open_store(replace(store.settings, database_url=url))
    try:
        yield opened
    finally:
        opened.close()


def _address(store: Store) -> str:
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
