"""The verbs of `crm-tui doc` about letters: a paper sent by e-mail, and what became of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.doc_options import Number
from crm_tui.cli.options import Client, Json, Limit
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.mail import MailRow

Letter = Annotated[int, typer.Argument(metavar="ID", help=_("The letter's number in `doc letters`."))]


def add_letters(app: typer.Typer) -> None:
    """Puts these verbs beside the others."""
    app.command("send", help=_("Queue an issued paper to be sent by e-mail."))(send)
    app.command("letters", help=_("Letters, the newest first, and what became of them."))(letters)
    app.command("resend", help=_("Send a letter that failed, or is in doubt, once more."))(resend)
    app.command("unsend", help=_("Do not send a letter; --arrived: because it is there already."))(unsend)


def send(
    paper: Number,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help=_("Else the client's own."))] = "",
    subject: Annotated[str, typer.Option("--subject", help=_("Else the paper's name."))] = "",
    body: Annotated[str, typer.Option("--body", help=_("Else a few usual words."))] = "",
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.mail import send_paper

    with the_office() as office:
        row = office.call(send_paper, paper_id=paper, to_address=to, subject=subject, body=body)
    _show_letter(row, as_json)


def letters(
    client: Client = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help=_("Only those that wait, failed or are in doubt."))
    ] = False,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.references import client_id
    from crm_tui.usecases.mail import list_mail

    with the_office() as office:
        rows = office.call(list_mail, client_id=client_id(office, client), waiting=waiting, limit=limit)
    show_rows(rows, letter_columns(), as_json=as_json)


def resend(letter: Letter, as_json: Json = False) -> None:
    from crm_tui.usecases.mail import resend_mail

    with the_office() as office:
        row = office.call(resend_mail, mail_id=letter)
    _show_letter(row, as_json)


def unsend(
    letter: Letter,
    arrived: Annotated[bool, typer.Option("--arrived", help=_("It did arrive."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.mail import drop_mail

    with the_office() as office:
        row = office.call(drop_mail, mail_id=letter, arrived=arrived)
    _show_letter(row, as_json)


def letter_columns() -> tuple[Column, ...]:
    return (
        Column(_("letter"), lambda row: row.id, right=True),
        Column(_("state"), lambda row: row.state),
        Column(_("to"), lambda row: row.to_address),
        Column(_("subject"), lambda row: row.subject),
        Column(_("tries"), lambda row: row.tries, right=True),
        Column(_("next try"), lambda row: row.next_try_at),
        Column(_("sent"), lambda row: row.sent_at),
        Column(_("what the server said"), lambda row: row.error),
    )


def _show_letter(row: "MailRow", as_json: bool) -> None:
    show_record(row, [(one.title, one.value(row)) for one in letter_columns()], as_json=as_json)
