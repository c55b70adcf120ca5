"""`crm-tui tasks`: work for clients by a day."""

from typing import Annotated, Any

import typer

from crm_tui.cli.options import Client, Json, Limit, noun
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.i18n import _

app = noun()
Task = Annotated[int, typer.Argument(metavar="ID", help=_("The task's number."))]


@app.command("list", help=_("Open tasks by their day; yours, or all that you may see."))
def list_(
    client: Client = None,
    assignee: Annotated[str | None, typer.Option("--assignee", metavar="LOGIN", help=_("Whose."))] = None,
    mine: Annotated[bool, typer.Option("--mine", help=_("Only mine."))] = False,
    done: Annotated[bool, typer.Option("--done", help=_("Finished ones too."))] = False,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.references import client_id, employee_id
    from crm_tui.usecases.tasks import list_tasks

    with the_office() as office:
        rows = office.call(
            list_tasks,
            client_id=client_id(office, client),
            assignee_id=employee_id(office, assignee),
            mine=mine,
            with_done=done,
            limit=limit,
        )
    show_rows(rows, task_columns(), as_json=as_json)


@app.command("add", help=_("Make a task, for oneself unless another is named."))
def add(
    title: str,
    due: Annotated[str, typer.Option("--due", metavar="DAY", help=_("By which day (2026-03-31)."))],
    client: Client = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="CODE", help=_("About which service."))
    ] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", metavar="LOGIN", help=_("For whom."))] = None,
    text: Annotated[str, typer.Option("--text", help=_("More words."))] = "",
    as_json: Json = False,
) -> None:
    from crm_tui.cli.options import a_day
    from crm_tui.cli.references import client_id, employee_id, service_id
    from crm_tui.usecases.tasks import add_task

    with the_office() as office:
        row = office.call(
            add_task,
            title=title,
            due_on=a_day(due),
            client_id=client_id(office, client),
            service_id=service_id(office, service),
            assignee_id=employee_id(office, assignee),
            text=text,
        )
    _show(row, as_json)


@app.command("done", help=_("Mark a task as done."))
def done(task: Task, as_json: Json = False) -> None:
    from crm_tui.usecases.tasks import finish_task

    with the_office() as office:
        row = office.call(finish_task, task_id=task)
    _show(row, as_json)


@app.command("assign", help=_("Give a task to a person."))
def assign(task: Task, login: str, as_json: Json = False) -> None:
    from crm_tui.usecases.lookup import employee_by_login
    from crm_tui.usecases.tasks import assign_task

    with the_office() as office:
        row = office.call(
            assign_task, task_id=task, assignee_id=office.call(employee_by_login, login=login).id
        )
    _show(row, as_json)


def task_columns() -> tuple[Column, ...]:
    return (
        Column(_("task"), lambda row: row.id, right=True),
        Column(_("due"), lambda row: row.due_on),
        Column(_("title"), lambda row: row.title),
        Column(_("stage"), lambda row: row.stage),
        Column(_("client"), lambda row: row.client),
        Column(_("service"), lambda row: row.service),
        Column(_("assignee"), lambda row: row.assignee),
        Column(_("finished"), lambda row: row.done_at),
    )


def _show(row: Any, as_json: bool) -> None:
    show_record(row, [(column.title, column.value(row)) for column in task_columns()], as_json=as_json)
