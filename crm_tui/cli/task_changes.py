"""`crm-tui tasks change|changes|undo`: one change of many tasks, looked at first, and taken back."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json, Limit
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.usecases.shapes import Named


def add_to(app: typer.Typer) -> None:
    """Puts the verbs under the noun."""
    app.command("change", help=_("Change all tasks of a filter at once; without --yes only tell."))(change)
    app.command("changes", help=_("Changes of many tasks, the newest first."))(changes)
    app.command("undo", help=_("Take a change of many tasks back; what was changed since stays."))(undo)


def change(
    wanted: Annotated[
        str, typer.Option("--filter", metavar="EXPR", help=_("A filter or its name: 'хто=я до=сьогодні'."))
    ],
    stage: Annotated[str, typer.Option("--stage", help=_("Its code or name."))] = "",
    assign: Annotated[
        str | None, typer.Option("--assign", metavar="LOGIN", help=_("To whom; - for nobody."))
    ] = None,
    put_off: Annotated[
        str | None, typer.Option("--put-off", metavar="DAY", help=_("To which day: +3, mon, 15.04."))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do it."))] = False,
) -> None:
    from crm_tui.cli.references import day_in_words, employee_id
    from crm_tui.cli.tasks import task_columns
    from crm_tui.usecases.kept_filters import TASKS, named_filter
    from crm_tui.usecases.task_changes import AT_ONCE, Wanted, begin_change, change_part, preview_change

    with the_office() as office:
        text = office.call(named_filter, of=TASKS, name=wanted, or_text=True)
        what = Wanted(
            stage=stage,
            assignee_id=employee_id(office, assign) if assign not in {None, "-"} else None,
            nobody=assign == "-",
            due_on=day_in_words(office, put_off) if put_off else None,
        )
        seen = office.call(preview_change, wanted=what, filter_text=text)
        count = len(seen.ids)
        print(ngettext("{n} task: {what}", "{n} tasks: {what}", count).format(n=count, what=seen.what))
        if not yes:
            show_rows(seen.first, task_columns(), as_json=False)
            print(_("Nothing is changed yet; --yes does it"))
            return
        if not seen.ids:
            raise Refused(_("There are no such tasks"))
        number = office.call(begin_change, wanted=what, filter_text=text)
        done, kept = 0, list["tuple[Named, str]"]()
        for start in range(0, count, AT_ONCE):
            part = office.call(
                change_part, change_id=number, wanted=what, ids=seen.ids[start : start + AT_ONCE]
            )
            done += part.changed
            kept += part.kept
    _tell_kept(kept)
    print(_("Changed: {n}. `crm-tui tasks undo {id}` takes it back").format(n=done, id=number))


def changes(as_json: Json = False, limit: Limit = 50) -> None:
    from crm_tui.usecases.task_changes import list_changes

    with the_office() as office:
        rows = office.call(list_changes, limit=limit)
    columns = (
        Column(_("number"), lambda row: row.id, right=True),
        Column(_("when"), lambda row: row.at),
        Column(_("who"), lambda row: row.author),
        Column(_("filter"), lambda row: row.filter),
        Column(_("what"), lambda row: row.what),
        Column(_("tasks"), lambda row: row.total, right=True),
        Column(_("taken back"), lambda row: row.undone_at),
    )
    show_rows(rows, columns, as_json=as_json)


def undo(
    change_id: Annotated[int, typer.Argument(metavar="ID")],
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.task_changes import undo_part

    with the_office() as office:
        done, kept, after = 0, list["tuple[Named, str]"](), 0
        while True:
            part = office.call(undo_part, change_id=change_id, after=after)
            done += part.changed
            kept += part.kept
            if part.after is None:
                break
            after = part.after
    if as_json:
        print_json({"changed": done, "kept": [one.id for one, _why in kept]})
        return
    _tell_kept(kept)
    print(_("Taken back: {n}").format(n=done))


def _tell_kept(kept: "Sequence[tuple[Named, str]]") -> None:
    for one, why in kept:
        print(
            _("{id} {title}: left as it is ({why})").format(id=one.id, title=one.name, why=why),
            file=sys.stderr,
        )
