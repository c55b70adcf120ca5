"""`crm-tui payments mapping`: which column of an unknown bank's table is what, kept as a small file."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from crm_tui.cli.options import Json
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.payments_check import tell, told
from crm_tui.cli.session import the_office
from crm_tui.domain.bank_cells import DayOrder
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.exchange.bank_draft import MappingDraft

Kind = TypeVar("Kind", bound=StrEnum)
WAYS = "sign|columns|word|incoming"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("mapping", help=_("Show a table's columns and write a mapping of them."))(mapping)
    app.command("mappings", help=_("The mappings that files are read by: the office's own, then shipped."))(
        mappings
    )


def mapping(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The bank's table."))],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="X.toml", help=_("Write the mapping to this file."))
    ] = None,
    keep: Annotated[
        str, typer.Option("--keep", metavar="NAME", help=_("Keep it in the office's folder by this name."))
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="MAPPING", help=_("Begin from this one, a name or FILE.toml."))
    ] = "",
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=COLUMN", help=_("A heading or #3; without one it is not read.")),
    ] = None,
    fixed: Annotated[
        list[str] | None,
        typer.Option("--fixed", metavar="FIELD=VALUE", help=_("The same in all rows: currency=USD.")),
    ] = None,
    direction: Annotated[
        str | None, typer.Option("--direction", metavar=WAYS, help=_("How it is told what went out."))
    ] = None,
    debit: Annotated[
        list[str] | None, typer.Option("--debit", metavar="WORD", help=_("The word for what went out."))
    ] = None,
    credit: Annotated[
        list[str] | None, typer.Option("--credit", metavar="WORD", help=_("The word for what came."))
    ] = None,
    decimal: Annotated[
        str | None, typer.Option("--decimal", metavar="SIGN", help=_("The sign before the kopiykas."))
    ] = None,
    dates: Annotated[
        str | None, typer.Option("--dates", metavar="dmy|mdy|ymd", help=_("The order in a day."))
    ] = None,
    of_ca: Annotated[
        bool | None, typer.Option("--register/--statement", help=_("A CA's register, or a bank's statement."))
    ] = None,
    title: Annotated[str, typer.Option("--title", help=_("How people call it."))] = "",
    replacing: Annotated[
        bool, typer.Option("--replace", help=_("Where there is one already, replace it."))
    ] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.parts.mapping_run import begin_mapping, keep_mapping, mapping_of

    if out is not None and keep:
        raise Refused(_("--out and --keep: one of them"))
    with the_office() as office:
        draft = begin_mapping(office, file, by)
        draft = _with_columns(draft, sets or [], fixed or [])
        draft = _with_ways(draft, direction, tuple(debit or ()), tuple(credit or ()))
        draft = replace(
            draft,
            decimal=draft.decimal if decimal is None else decimal,
            dates=draft.dates if dates is None else _choice(DayOrder, dates),
            register=draft.register if of_ca is None else of_ca,
        )
        if out is None and not keep:
            _show(draft, as_json)
            return
        made = mapping_of(draft, keep or (out.stem if out else ""), title)
        place, read = keep_mapping(office, file, made, where=out, replace=replacing)
    if as_json:
        print_json({"mapping": str(place), **told(read)})
        return
    tell(read)
    typer.echo(_("written: {file}").format(file=place))
    if made.by_places:
        typer.echo(_("It knows no headings: name it with --by each time."))


def mappings(
    remove: Annotated[
        str, typer.Option("--remove", metavar="NAME", help=_("Take an own mapping away."))
    ] = "",
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.parts.mapping_run import drop_mapping, known

    with the_office() as office:
        if remove:
            place = drop_mapping(office, remove)
            typer.echo(_("taken away: {file}").format(file=place))
            return
        found = known(office)
    for bad in found.unusable:
        typer.echo(bad.why, err=True)
    columns = (
        Column(_("name"), lambda one: one.name),
        Column(_("title"), lambda one: one.title),
        Column(_("whose"), lambda one: _("own") if one.own else _("shipped")),
        Column(_("columns"), lambda one: len(one.columns), right=True),
    )
    show_rows(found.mappings, columns, as_json=as_json, without=("optional",))


def _with_columns(draft: "MappingDraft", sets: list[str], fixed: list[str]) -> "MappingDraft":
    from crm_tui.exchange.bank_mapping import FIELDS

    for one in sets:
        field, sign, heading = one.partition("=")
        if not sign or field not in FIELDS:
            raise Refused(
                _("no field {field}; there are {known}").format(field=field, known=", ".join(FIELDS))
            )
        draft = draft.choose(draft.place_of(heading), field) if heading else draft.without(field)
    pairs = dict(draft.fixed)
    for one in fixed:
        field, _sign, value = one.partition("=")
        pairs[field] = value
    return replace(draft, fixed=tuple((field, value) for field, value in pairs.items() if value))


def _with_ways(
    draft: "MappingDraft", direction: str | None, debit: tuple[str, ...], credit: tuple[str, ...]
) -> "MappingDraft":
    from crm_tui.exchange.bank_mapping import DirectionBy

    way = _choice(DirectionBy, direction) if direction is not None else draft.by
    return draft.with_direction(way, debit or draft.debit, credit or draft.credit)


def _choice(kind: type[Kind], text: str) -> Kind:
    try:
        return kind(text)
    except ValueError:
        raise Refused(_("{text}: one of {choices}").format(text=text, choices=", ".join(kind))) from None


def _show(draft: "MappingDraft", as_json: bool) -> None:
    """The columns with what they seem to be, and what is still lacking."""
    from crm_tui.exchange.bank_mapping import FIELDS
    from crm_tui.usecases.parts.mapping_run import try_rows

    rows = [(place, column, draft.field_at(place)) for place, column in enumerate(draft.columns)]
    try:
        lacking = ""
        try_rows(draft)
    except Refused as refused:
        lacking = str(refused)
    if as_json:
        columns = [
            {"place": place + 1, "column": column.heading, "field": field, "samples": column.samples[:3]}
            for place, column, field in rows
        ]
        known = {"direction": draft.by, "debit": draft.debit, "credit": draft.credit}
        print_json(
            {
                "file": draft.file,
                "heading_line": draft.header_line,
                "columns": columns,
                **known,
                "lacking": lacking,
            }
        )
        return
    show_rows(
        rows,
        (
            Column("#", lambda row: row[0] + 1, right=True),
            Column(_("column"), lambda row: row[1].heading),
            Column(_("field"), lambda row: f"{row[2]} ({_(FIELDS[row[2]])})" if row[2] else ""),
            Column(_("what stands there"), lambda row: " | ".join(one[:30] for one in row[1].samples[:3])),
        ),
        as_json=False,
    )
    typer.echo(lacking or _("It can be read so; --keep NAME keeps the mapping in the office's folder."))
