"""`crm-tui config`: the settings shown, each with where it came from, and checked. Secrets stay hidden.

Those of the whole office stand in its store: `config office`, `config office-set`.
"""

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.failures import scrub
from crm_tui.cli.options import Json, noun
from crm_tui.cli.output import Column, show_rows
from crm_tui.config import PREFIX, SECRETS, TABLES, Settings, load
from crm_tui.domain.errors import Refused
from crm_tui.i18n import N_, _
from crm_tui.paths import config_file

app = noun()
SOURCES = (N_("variable"), N_("file"), N_("default"))


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting in force: `source` is one of SOURCES."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class OfficeSettingRow:
    """One setting of the whole office."""

    name: str
    value: str


_OFFICE_COLUMNS = (
    Column(_("setting"), lambda row: row.name),
    Column(_("value"), lambda row: row.value),
)


@app.command("show", help=_("Every setting in force, its value and where it came from."))
def show(as_json: Json = False) -> None:
    columns = (
        Column(_("setting"), lambda row: row.name),
        Column(_("value"), lambda row: row.value),
        Column(_("from"), lambda row: _(row.source)),
    )
    show_rows(in_force(load()), columns, as_json=as_json)


@app.command("check", help=_("Say what is wrong with the settings; exit code 1 when something is."))
def check() -> None:
    from crm_tui.cli.config_model import problems

    path = Path(os.environ.get(f"{PREFIX}CONFIG") or config_file())
    load()
    if found := problems(path if path.is_file() else None):
        for line in found[:-1]:
            typer.echo(f"crm-tui: {line}", err=True)
        raise Refused(found[-1])
    typer.echo(_("the settings are good; file: {path}").format(path=path if path.is_file() else _("none")))


@app.command("office", help=_("The settings of the whole office, kept in its store."))
def office(as_json: Json = False) -> None:
    from crm_tui.cli.session import the_office
    from crm_tui.usecases.office_settings import store_settings

    with the_office() as opened:
        rows = [OfficeSettingRow(key, value) for key, value in opened.call(store_settings).items()]
    show_rows(rows, _OFFICE_COLUMNS, as_json=as_json)


@app.command("office-set", help=_("Change a setting of the whole office."))
def office_set(
    key: Annotated[str, typer.Argument(metavar="NAME", help=_("A name in `config office`."))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=_("What it is to be."))],
    as_json: Json = False,
) -> None:
    from crm_tui.cli.session import the_office
    from crm_tui.usecases.office_settings import set_store_setting, store_settings

    with the_office() as opened:
        opened.call(set_store_setting, key=key, value=value)
        now = opened.call(store_settings)[key]
    show_rows([OfficeSettingRow(key, now)], _OFFICE_COLUMNS, as_json=as_json)


def in_force(settings: Settings) -> Iterator[SettingRow]:
    """All settings by their dotted names, secrets hidden."""
    table = asdict(settings)
    written = _written(table.pop("path"))
    for part in TABLES:
        table |= {f"{part}.{name}": value for name, value in table.pop(part).items()}
    for name, value in table.items():
        yield SettingRow(name, _shown(name, value), _source(name, written))


def _shown(name: str, value: object) -> str:
    if name in SECRETS:
        return _("(hidden)") if value else ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else scrub(str(value))


def _written(path: str) -> set[str]:
    import tomllib

    if not path:
        return set()
    table = tomllib.loads(Path(path).read_text("utf-8"))
    return set(table) | {f"{part}.{name}" for part in TABLES for name in table.get(part, {})}


def _source(name: str, written: set[str]) -> str:
    if f"{PREFIX}{name.upper().replace('.', '__')}" in os.environ:
        return "variable"
    return "file" if name in written else "default"
