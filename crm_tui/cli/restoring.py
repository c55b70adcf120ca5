"""Trying a copy of the store, and putting it in the store's place."""

from pathlib import Path

import typer
from sqlalchemy.exc import SQLAlchemyError

from crm_tui.cli.session import opened, the_office
from crm_tui.config import Settings, load
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.backup import restore, try_copy
from crm_tui.store.backup_errors import BackupError
from crm_tui.store.engine import open_store


def try_it(file: Path) -> None:
    """Restores the copy in a scratch place and compares rows and hashes; the store is not touched."""
    store = open_store(load())
    try:
        proof = try_copy(file, store)
    except BackupError as error:
        raise Refused(str(error)) from None
    finally:
        store.close()
    for problem in proof.problems[1:]:
        typer.echo(f"{problem.part}: {problem.text}")
    if proof.problems:
        raise Refused(f"{file}: {proof.problems[0].part}: {proof.problems[0].text}")
    rows = sum(table.rows for table in proof.tables.values())
    said = _("{file} is sound: {rows} rows in {tables} tables").format(
        file=file, rows=rows, tables=len(proof.tables)
    )
    typer.echo(
        said if proof.compared else said + _("; no list of prints beside it, so rows were not compared")
    )


def put_back(file: Path) -> None:
    """Puts the copy in place, tried first; the store stays as it was when anything is wrong with it."""
    settings = load()
    _refuse_stranger(settings)
    store = open_store(settings)
    try:
        prints = restore(file, store)
    except BackupError as error:
        raise Refused(str(error)) from None
    finally:
        store.close()
    rows = sum(table.rows for table in prints.values())
    typer.echo(_("restored: {rows} rows in {tables} tables").format(rows=rows, tables=len(prints)))


def _refuse_stranger(settings: Settings) -> None:
    """A store that still tells who people are is put away by an administrator only.

    One that is lost or broken cannot tell: whoever may write its place may put a copy there.
    """
    try:
        with opened(settings):
            pass
    except (Refused, SQLAlchemyError):
        return
    with the_office(Permission.ADMIN_STORE_CARE):
        return
