"""`crm-tui tasks`: work for clients by a day."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.options import Client, Json, Limit, noun
from crm_tui.cli.output import Column, print_json, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.cli.task_changes import add_to
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department
from crm_tui.i18n import _
from crm_tui.screens.task_words import event_words

if TYPE_CHECKING:
    from crm_tui.usecases.task_card import TaskCard

app = noun()
add_to(app)
Filter = Annotated[
    str | None,
    typer.Option("--filter", metavar="EXPR", help=_("A filter or its name: 'хто=я до=сьогодні'.")),
]
Words = Annotated[str, typer.Option("--reason", help=_("Why, in a few words."))]
Task = Annotated[int, typer.Argument(metavar="ID", help=_("The task's number."))]


@app.command("list", help=_("Open tasks by their day; yours, or all that you may see."))
def list_(
    client: Client = None,
    assignee: Annotated[str | None, typer.Option("--assignee", metavar="LOGIN", help=_("Whose."))] = None,
    mine: Annotated[bool, typer.Option("--mine", help=_("Only mine."))] = False,
    done: Annotated[bool, typer.Option("--done", help=_("Finished ones too."))] = False,
    wanted: Filter = None,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.references import client_id, employee_id
    from crm_tui.cli.task_pages import tasks_of
    from crm_tui.usecases.tasks import list_tasks

    if wanted is not None and (client or assignee or mine or done):
        raise Refused(_("--filter says all that is wanted: leave the other options"))
    with the_office() as office:
        rows = (
            tasks_of(office, wanted, limit)
            if wanted is not None
            else office.call(
                list_tasks,
                client_id=client_id(office, client),
                assignee_id=employee_id(office, assignee),
                mine=mine,
                with_done=done,
                limit=limit,
            )
        )
    show_rows(rows, task_columns(), as_json=as_json)


@app.command("add", help=_("Make a task, for oneself unless another is named."))
def add(
    title: str,
    due: Annotated[str, typer.Option("--due", metavar="DAY", help=_("By which day: +3, mon, 15.04."))],
    client: Client = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="CODE", help=_("About which service."))
    ] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", metavar="LOGIN", help=_("For whom."))] = None,
    text: Annotated[str, typer.Option("--text", help=_("More words."))] = "",
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import client_id, day_in_words, employee_id, service_id
    from crm_tui.usecases.tasks import add_task

    with the_office() as office:
        row = office.call(
            add_task,
            title=title,
            due_on=day_in_words(office, due),
            client_id=client_id(office, client),
            service_id=service_id(office, service),
            assignee_id=employee_id(office, assignee),
            text=text,
        )
    _show(row, as_json)


@app.command("show", help=_("One task: its words, the last talk about its service, its history."))
def show(task: Task, as_json: Json = False) -> None:
    from crm_tui.usecases.task_card import open_task

    with the_office() as office:
        card = office.call(open_task, task_id=task)
    if as_json:
        print_json(card)
        return
    _show(card.task, as_json)
    show_record(card, _more(card), as_json=as_json)
    if card.history:
        print()
        show_rows(card.history, _history_columns(), as_json=False)


@app.command("done", help=_("Mark a task as done."))
def done(task: Task, result: Words = "", as_json: Json = False) -> None:
    from crm_tui.usecases.task_acts import finish_task

    with the_office() as office:
        row = office.call(finish_task, task_id=task, result=result)
    _show(row, as_json)


@app.command("reopen", help=_("Take the end of a task back: it stands at the stage it had before."))
def reopen(task: Task, as_json: Json = False) -> None:
    from crm_tui.usecases.task_acts import reopen_task

    with the_office() as office:
        row = office.call(reopen_task, task_id=task)
    _show(row, as_json)


@app.command("assign", help=_("Give a task to a person; `-` makes it nobody's."))
def assign(task: Task, login: str, reason: Words = "", as_json: Json = False) -> None:
    from crm_tui.cli.references import employee_id
    from crm_tui.usecases.task_acts import assign_task

    with the_office() as office:
        person = None if login == "-" else employee_id(office, login)
        row = office.call(assign_task, task_id=task, assignee_id=person, reason=reason)
    _show(row, as_json)


@app.command("accept", help=_("Take a task that was given to you, or that is nobody's."))
def accept(task: Task, as_json: Json = False) -> None:
    from crm_tui.usecases.task_acts import accept_task

    with the_office() as office:
        row = office.call(accept_task, task_id=task)
    _show(row, as_json)


@app.command("back", help=_("Hand a task back to whoever gave it, with the reason."))
def back(task: Task, reason: str, as_json: Json = False) -> None:
    from crm_tui.usecases.task_acts import hand_back

    with the_office() as office:
        row = office.call(hand_back, task_id=task, reason=reason)
    _show(row, as_json)


@app.command("stage", help=_("Bring a task to a stage, or one stage on when none is named."))
def stage(
    task: Task,
    name: Annotated[str | None, typer.Argument(metavar="[STAGE]", help=_("Its code or name."))] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.task_acts import next_stage, set_stage

    with the_office() as office:
        if name is None:
            row = office.call(next_stage, task_id=task)
        else:
            row = office.call(set_stage, task_id=task, stage=name)
    _show(row, as_json)


@app.command("put-off", help=_("Another day for a task; one in the past makes it overdue."))
def put_off(task: Task, day: str, reason: Words = "", as_json: Json = False) -> None:
    from crm_tui.cli.references import day_in_words
    from crm_tui.usecases import task_acts

    with the_office() as office:
        row = office.call(task_acts.put_off, task_id=task, due_on=day_in_words(office, day), reason=reason)
    _show(row, as_json)


@app.command("support", help=_("Hand a paid sale to support: a task there with all that is known."))
def support(
    task: Task,
    to: Annotated[str | None, typer.Option("--to", metavar="LOGIN", help=_("For whom."))] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DAY", help=_("Today, when not said."))] = None,
    reason: Annotated[str, typer.Option("--reason", help=_("Why, while it is unpaid."))] = "",
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import day_in_words, employee_id
    from crm_tui.usecases.task_support import hand_to_support

    with the_office() as office:
        row = office.call(
            hand_to_support,
            task_id=task,
            due_on=day_in_words(office, due) if due else None,
            assignee_id=employee_id(office, to),
            reason=reason,
        )
    _show(row, as_json)


@app.command("comment", help=_("Say something about a task; @login tells that person."))
def comment(task: Task, text: str, as_json: Json = False) -> None:
    from crm_tui.usecases.task_acts import comment_task

    with the_office() as office:
        row = office.call(comment_task, task_id=task, text=text)
    _show(row, as_json)


@app.command("filters", help=_("Filters of the queue: shipped, your own, shared."))
def filters(as_json: Json = False) -> None:
    from crm_tui.usecases.kept_filters import TASKS, list_filters

    with the_office() as office:
        rows = office.call(list_filters, of=TASKS)
    show_rows(rows, _filter_columns(), as_json=as_json)


@app.command("filter-save", help=_("Keep a filter under a name; the same name is kept anew."))
def filter_save(
    name: str,
    text: Annotated[str, typer.Argument(metavar="EXPR", help=_("As after --filter."))],
    shared: Annotated[bool, typer.Option("--shared", help=_("For everybody; heads only."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.kept_filters import TASKS, save_filter

    with the_office() as office:
        row = office.call(save_filter, of=TASKS, name=name, text=text, shared=shared)
    show_rows([row], _filter_columns(), as_json=as_json)


@app.command("filter-remove", help=_("Throw away a filter of your own."))
def filter_remove(filter_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    from crm_tui.usecases.kept_filters import TASKS, remove_filter

    with the_office() as office:
        office.call(remove_filter, of=TASKS, filter_id=filter_id)


@app.command("stages", help=_("The stages of each department."))
def stages(
    department: Annotated[Department | None, typer.Option(help=_("Only of this one."))] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.task_stages import list_stages

    with the_office() as office:
        rows = office.call(list_stages, department=department)
    show_rows(rows, _stage_columns(), as_json=as_json)


@app.command("stage-add", help=_("Define a stage of a department."))
def stage_add(
    department: Department,
    code: str,
    name: str,
    after: Annotated[str | None, typer.Option("--after", metavar="CODE", help=_("Where it stands."))] = None,
    final: Annotated[bool, typer.Option("--final", help=_("It ends a task."))] = False,
    refused: Annotated[bool, typer.Option("--refused", help=_("It ends a task by refusal."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.task_stages import add_stage

    with the_office() as office:
        row = office.call(
            add_stage, department=department, code=code, name=name, after=after, final=final, refused=refused
        )
    show_rows([row], _stage_columns(), as_json=as_json)


@app.command("stage-edit", help=_("Rename a stage, move it, put it away or take it back."))
def stage_edit(
    department: Department,
    code: str,
    name: Annotated[str | None, typer.Option("--name", help=_("Another name."))] = None,
    after: Annotated[str | None, typer.Option("--after", metavar="CODE", help=_("Where it stands."))] = None,
    active: Annotated[
        bool | None, typer.Option("--use/--put-away", help=_("Whether tasks may come to it."))
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.task_stages import edit_stage

    with the_office() as office:
        row = office.call(edit_stage, department=department, code=code, name=name, active=active, after=after)
    show_rows([row], _stage_columns(), as_json=as_json)


def _filter_columns() -> tuple[Column, ...]:
    return (
        Column(_("number"), lambda row: row.id, right=True),
        Column(_("name"), lambda row: row.name),
        Column(_("filter"), lambda row: row.text),
        Column(_("whose"), lambda row: row.owner),
        Column(_("shared"), lambda row: row.shared),
    )


def _stage_columns() -> tuple[Column, ...]:
    return (
        Column(_("department"), lambda row: row.department),
        Column(_("code"), lambda row: row.code),
        Column(_("name"), lambda row: row.name),
        Column(_("ends the task"), lambda row: row.final),
        Column(_("by refusal"), lambda row: row.refused),
        Column(_("put away"), lambda row: not row.active),
    )


def _more(card: "TaskCard") -> list[tuple[str, object]]:
    talk = card.last_talk
    return [
        (_("in detail"), " / ".join(card.task.text.splitlines())),
        (_("contact"), card.task.contact),
        (_("phone"), card.task.phone),
        (_("given by"), card.task.giver),
        (_("not taken yet"), card.task.waits),
        (_("last talk"), talk.started_at if talk else None),
        (_("with"), talk.author if talk else None),
        (_("it was said"), " / ".join(talk.text.splitlines()) if talk else None),
        (_("its call"), talk.call_id if talk else None),
    ]


def _history_columns() -> tuple[Column, ...]:
    return (
        Column(_("when"), lambda row: row.at),
        Column(_("who"), lambda row: row.author),
        Column(_("what"), event_words),
    )


def task_columns() -> tuple[Column, ...]:
    return (
        Column(_("task"), lambda row: row.id, right=True),
        Column(_("due"), lambda row: row.due_on),
        Column(_("title"), lambda row: row.title),
        Column(_("stage"), lambda row: row.stage_name),
        Column(_("client"), lambda row: row.client),
        Column(_("service"), lambda row: row.service),
        Column(_("assignee"), lambda row: row.assignee),
        Column(_("finished"), lambda row: row.done_at),
    )


def _show(row: Any, as_json: bool) -> None:
    show_record(row, [(column.title, column.value(row)) for column in task_columns()], as_json=as_json)
