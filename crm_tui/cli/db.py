"""`crm-tui db`: the store itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.failures import scrub
from crm_tui.cli.options import Json, a_day, noun
from crm_tui.cli.output import print_json, show_record
from crm_tui.cli.session import the_office
from crm_tui.config import load
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.store.engine import Store

app = noun()


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What `db status` tells; `size_bytes` of a store on a server is the server's word."""

    database_url: str
    schema: str
    schema_wanted: str
    state: str
    size_bytes: int
    demo: bool


@app.command("upgrade", help=_("Make the store, or bring it to this release; it is backed up first."))
def upgrade() -> None:
    from crm_tui.store.backup import backup_before_upgrade
    from crm_tui.store.backup_errors import BackupError
    from crm_tui.store.engine import open_store
    from crm_tui.store.migrations import UpgradeError
    from crm_tui.store.migrations import upgrade as run_upgrade
    from crm_tui.store.schema import SCHEMA, SchemaState

    def back_up(store: "Store") -> None:
        typer.echo(_("backed up: {file}").format(file=backup_before_upgrade(store)))

    store = open_store(load())
    try:
        found = run_upgrade(store, back_up=back_up)
    except (UpgradeError, BackupError) as error:
        raise Refused(str(error)) from None
    finally:
        store.close()
    done = {
        SchemaState.CURRENT: _("the store is of this release already"),
        SchemaState.EMPTY: _("the store is made: {schema}"),
    }.get(found, _("the store is upgraded to {schema}"))
    typer.echo(done.format(schema=SCHEMA))


@app.command("status", help=_("Where the store is, of which release, how big."))
def status(as_json: Json = False) -> None:
    from crm_tui.cli.session import refuse_missing
    from crm_tui.store.engine import open_store
    from crm_tui.store.schema import SCHEMA, schema_state, schema_version

    settings = load()
    refuse_missing(settings)
    store = open_store(settings)
    try:
        with store.engine.connect() as connection:
            version = schema_version(connection) or ""
        found = StoreStatus(
            database_url=scrub(settings.database_url),
            schema=version,
            schema_wanted=SCHEMA,
            state=schema_state(store).value,
            size_bytes=_size(store),
            demo=version == SCHEMA and _is_demo(store),
        )
    finally:
        store.close()
    lines = (
        (_("store"), found.database_url),
        (_("schema"), f"{found.schema or '-'} ({found.state})"),
        (_("size, MB"), round(found.size_bytes / 1_000_000, 1)),
        (_("demo office"), found.demo),
    )
    show_record(found, lines, as_json=as_json)


@app.command("demo", help=_("Fill an empty store with a demo office; it is made when it is not there."))
def demo(
    clients: Annotated[int, typer.Option("--clients", min=1, max=2_000_000, help=_("How many."))] = 2_000,
    seed: Annotated[int, typer.Option("--seed", help=_("The same seed gives the same office."))] = 1,
    today: Annotated[str, typer.Option("--today", metavar="DAY", help=_("As if it were this day."))] = "",
) -> None:
    from crm_tui.cli.demo_store import make_demo

    made = make_demo(load(), clients=clients, seed=seed, today=a_day(today) if today else None)
    typer.echo(_("a demo office with {clients} clients, as of {day}").format(clients=clients, day=made))


@app.command("backup", help=_("Copy the store to a file while everybody works."))
def backup(file: Path) -> None:
    from crm_tui.store.backup import backup as copy
    from crm_tui.store.backup_errors import BackupError

    if file.exists():
        raise Refused(_("{file} is there already").format(file=file))
    with the_office(Permission.ADMIN_STORE_CARE) as office:
        try:
            prints = copy(office.store, file.absolute())
        except BackupError as error:
            raise Refused(str(error)) from None
    rows = sum(table.rows for table in prints.values())
    typer.echo(_("{file}: {rows} rows in {tables} tables").format(file=file, rows=rows, tables=len(prints)))


@app.command("restore", help=_("Put a copy in the place of the store; with --verify only try it."))
def restore(
    file: Path,
    verify: Annotated[bool, typer.Option("--verify", help=_("Only try it; change nothing."))] = False,
) -> None:
    from crm_tui.cli.restoring import put_back, try_it

    (try_it if verify else put_back)(file.absolute())


@app.command("check", help=_("Is the store whole: pages, references, search index, change log."))
def check(as_json: Json = False) -> None:
    from crm_tui.store.check import check as look

    with the_office(Permission.ADMIN_STORE_CARE) as office:
        problems = look(office.store)
    if as_json:
        print_json(problems)
    for problem in problems if not as_json else ():
        typer.echo(f"{problem.part}: {problem.text}")
    if problems:
        found = ngettext("{n} thing is wrong", "{n} things are wrong", len(problems))
        raise Refused(found.format(n=len(problems)))
    if not as_json:
        typer.echo(_("the store is sound"))


def _size(store: "Store") -> int:
    from sqlalchemy import text

    if store.path is not None:
        return sum(
            file.stat().st_size for file in store.path.parent.glob(store.path.name + "*") if file.is_file()
        )
    with store.engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _is_demo(store: "Store") -> bool:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.store_care import store_setting

    return Office(store=store, settings=store.settings).call(store_setting, key="demo") is not None
