"""`crm-tui pbx originate`, `transfer`, `hangup`, `commands`, `block`: wishes that the listener executes."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Client, Json, Limit
from crm_tui.cli.output import Column, clock, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.parts.commands import CommandRow

WAIT_SECONDS = 120.0
"""Nobody waits longer for an end: a wish of which nothing is heard is given up before."""
LOOK_SECONDS = 0.2
CallId = Annotated[int, typer.Argument(metavar="CALL")]
Wait = Annotated[bool, typer.Option("--wait", help=_("Wait for the outcome; exit code 1 when it failed."))]


def originate(
    number: Annotated[str, typer.Argument(metavar="NUMBER")],
    client: Client = None,
    extension: Annotated[str, typer.Option("--extension", help=_("Which of your phones rings."))] = "",
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import client_id
    from crm_tui.usecases.dialling import dial

    with the_office(Permission.CALLS_CALL_CONTROL) as office:
        whose = client_id(office, client)
        command = office.call(dial, number=number, client_id=whose, extension=extension)
        _tell(office, command, wait=wait, as_json=as_json)


def transfer(
    call: CallId,
    to: Annotated[str, typer.Argument(metavar="TO", help=_("Login, extension or number."))] = "",
    attended: Annotated[bool, typer.Option("--attended", help=_("Speak with the other first."))] = False,
    complete: Annotated[bool, typer.Option("--complete", help=_("Join the client with him."))] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help=_("Take the client back."))] = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import employee_id
    from crm_tui.usecases import transfers

    if bool(to) + complete + cancel != 1:
        raise typer.BadParameter(_("say one of: TO, --complete, --cancel"))
    with the_office(Permission.CALLS_CALL_CONTROL) as office:
        if complete or cancel:
            step = transfers.complete_transfer if complete else transfers.cancel_transfer
            command = office.call(step, call_id=call)
        else:
            login = to if any(letter.isalpha() for letter in to) else None
            command = office.call(
                transfers.transfer,
                call_id=call,
                to_employee_id=employee_id(office, login),
                to="" if login else to,
                attended=attended,
            )
        _tell(office, command, wait=wait, as_json=as_json)


def hangup(call: CallId, wait: Wait = False, as_json: Json = False) -> None:
    from crm_tui.usecases.pbx_commands import hang_up

    with the_office(Permission.CALLS_CALL_CONTROL) as office:
        _tell(office, office.call(hang_up, call_id=call), wait=wait, as_json=as_json)


def commands(
    call: Annotated[int | None, typer.Option("--call", help=_("Of one call."))] = None,
    mine: Annotated[bool, typer.Option("--mine", help=_("Only your own."))] = False,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.screens.call_words import COMMANDS, outcome_words
    from crm_tui.usecases.pbx_commands import list_commands

    with the_office(Permission.CALLS_CALL_READ) as office:
        rows = office.call(list_commands, call_id=call, mine=mine, limit=limit)
    columns = (
        Column(_("id"), lambda row: row.id, right=True),
        Column(_("time"), lambda row: row.asked_at),
        Column(_("person"), lambda row: row.employee),
        Column(_("what"), lambda row: _(COMMANDS[row.kind])),
        Column(_("to"), lambda row: row.to_employee or row.digits),
        Column(_("client"), lambda row: row.client),
        Column(_("outcome"), lambda row: outcome_words(row.outcome, row.detail)),
    )
    show_rows(rows, columns, as_json=as_json)


def block(
    number: Annotated[str, typer.Argument(metavar="NUMBER")] = "",
    call: Annotated[
        int | None, typer.Option("--call", metavar="CALL", help=_("Who calls in it; it is ended too."))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))] = "",
) -> None:
    from crm_tui.usecases.blocked_numbers import block_caller, block_number

    if bool(number) == (call is not None):
        raise typer.BadParameter(_("say one of: NUMBER, --call"))
    with the_office(Permission.CALLS_NUMBER_BLOCK) as office:
        if call is None:
            blocked = office.call(block_number, number=number, reason=reason)
        else:
            blocked = office.call(block_caller, call_id=call, reason=reason)
    typer.echo(_("calls from {number} are refused from now on").format(number=blocked.e164))


def unblock(number: Annotated[str, typer.Argument(metavar="NUMBER")]) -> None:
    from crm_tui.usecases.blocked_numbers import unblock_number

    with the_office(Permission.CALLS_NUMBER_BLOCK) as office:
        office.call(unblock_number, number=number)
    typer.echo(_("calls from {number} come through again").format(number=number))


def blocked(as_json: Json = False, limit: Limit = 200) -> None:
    from crm_tui.usecases.blocked_numbers import blocked_numbers

    with the_office(Permission.CALLS_CALL_READ) as office:
        rows = office.call(blocked_numbers, limit=limit)
    columns = (
        Column(_("number"), lambda row: row.e164),
        Column(_("since"), lambda row: row.blocked_at),
        Column(_("by"), lambda row: row.by),
        Column(_("why"), lambda row: row.reason),
    )
    show_rows(rows, columns, as_json=as_json)


def add_to(app: typer.Typer) -> None:
    """The verbs as commands of `crm-tui pbx`."""
    app.command("originate", help=_("Dial: your own phone rings first, then NUMBER."))(originate)
    app.command("transfer", help=_("Hand your talk over to a colleague or a number."))(transfer)
    app.command("hangup", help=_("End your own part in a call."))(hangup)
    app.command("commands", help=_("What was asked of the PBX, and what came of it."))(commands)
    app.command("block", help=_("Refuse all calls from NUMBER."))(block)
    app.command("unblock", help=_("Let calls from NUMBER through again."))(unblock)
    app.command("blocked", help=_("The blocked numbers."))(blocked)


def _tell(office: "Office", command: "CommandRow", *, wait: bool, as_json: bool) -> None:
    from crm_tui.screens.call_words import COMMANDS, outcome_words

    if wait:
        command = _end_of(office, command)
    said = outcome_words(command.outcome, command.detail)
    lines: list[tuple[str, object]] = [
        (_("command"), command.id),
        (_("what"), _(COMMANDS[command.kind])),
        (_("to"), command.to_employee or command.digits),
        (_("asked at"), clock(command.asked_at)),
        (_("outcome"), said),
    ]
    show_record(command, lines, as_json=as_json)
    if wait and not command.good:
        raise Refused(said)


def _end_of(office: "Office", command: "CommandRow") -> "CommandRow":
    from crm_tui.usecases.pbx_commands import show_command

    until = time.monotonic() + WAIT_SECONDS
    while command.open and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        command = office.call(show_command, command_id=command.id)
    return command
