"""Copies of a Postgres store: pg_dump and pg_restore, which must be installed beside the program."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url

from crm_tui.store.backup_errors import BackupError

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def dump(address: str, file: Path, *, snapshot: str) -> None:
    """Writes the moment of the exported snapshot to a file of pg_dump's own form."""
    _run(address, "pg_dump", "-Fc", "--no-owner", f"--snapshot={snapshot}", "-f", str(file))


def load(address: str, file: Path) -> None:
    """Puts a dump in the place of what the database holds, in one transaction."""
    database = conninfo_to_dict(address)["dbname"]
    _run(
        address,
        "pg_restore",
        *("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"),
        *("-d", str(database), str(file)),
    )


@contextmanager
def scratch_database(address: str) -> Iterator[str]:
    """The address of an empty database beside the store's; gone afterwards. BackupError without the right."""
    name = f"crm_tui_scratch_{os.getpid()}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(drop)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        raise BackupError(
            "the store's account may not make a scratch database: ALTER ROLE ... CREATEDB"
        ) from None
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(drop)


def tool(name: str) -> str:
    """Where pg_dump or pg_restore is; the newest of Debian's when it is not on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(debian[-1]) if debian else None)
    if found is None:
        raise BackupError(f"{name} is not installed; on Debian and Ubuntu: apt-get install postgresql-client")
    return found


def _run(address: str, name: str, *arguments: str) -> None:
    # By variables: what stands in arguments is seen by everybody in the list of processes.
    given = conninfo_to_dict(address)
    variables = {_VARIABLES[key]: str(value) for key, value in given.items() if key in _VARIABLES and value}
    done = subprocess.run(  # noqa: S603  # no shell; the arguments are ours
        [tool(name), *arguments], env=os.environ | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["(nothing said)"]
        raise BackupError(f"{name}: {said[-1]}")
