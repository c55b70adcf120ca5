"""`crm-tui payments waiting`: money that waits for a person, what it may be for, and what is done with it."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.doc_options import Reason
from crm_tui.cli.doc_show import money
from crm_tui.cli.options import Json, Limit, a_day
from crm_tui.cli.output import Column, print_json, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.money import parse_money
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.payments import PaymentCard

Payment = Annotated[int, typer.Argument(metavar="ID", help=_("The payment's number in `payments waiting`."))]
On = Annotated[
    list[str] | None,
    typer.Option("--on", metavar="INVOICE[=SUM]", help=_("The invoice's number in `doc list`; several.")),
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("waiting", help=_("Money that nobody has posted, with the best guess."))(waiting)
    app.command("propose", help=_("What a payment may be for, and why."))(propose_)
    app.command("confirm", help=_("Post a payment by a proposal, or on the invoices you name."))(confirm)
    app.command("take", help=_("Say whose money it is; with --advance it waits for nobody."))(take)
    app.command("return", help=_("Money went back to the payer."))(return_)
    app.command("decisions", help=_("All that was decided about a payment."))(decisions)
    app.command("undo", help=_("Take a decision back: the payment waits again."))(undo)
    app.command("balance", help=_("Where all money is that came: posted, waiting, advances, returned."))(
        balance
    )


def waiting(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help=_("Any part of code, name, purpose, sum or day."))
    ] = "",
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.paging import take as take_pages
    from crm_tui.usecases.unknown_money import list_waiting

    with the_office() as office:
        rows = take_pages(lambda older, n: office.call(list_waiting, text=text, older=older, limit=n), limit)
    show_rows(rows, _COLUMNS, as_json=as_json)


def propose_(payment: Payment, as_json: Json = False) -> None:
    from crm_tui.screens.match_words import doubt_words, reason_words
    from crm_tui.usecases.payment_matching import propose

    with the_office() as office:
        found = office.call(propose, payment_id=payment)
    if as_json:
        print_json(found)
        return
    columns = (
        Column("№", lambda pair: pair[0], right=True),
        Column(_("points"), lambda pair: pair[1].points, right=True),
        Column(_("client"), lambda pair: pair[1].client),
        Column(_("code"), lambda pair: pair[1].tax_code),
        Column(_("invoices"), lambda pair: _parts(pair[1])),
        Column(_("why"), lambda pair: reason_words(pair[1])),
        Column(_("doubt"), lambda pair: doubt_words(pair[1])),
    )
    show_rows(list(enumerate(found.rows, start=1)), columns, as_json=False)


def confirm(
    payment: Payment,
    proposal: Annotated[
        int | None,
        typer.Option("--proposal", metavar="N", help=_("As `payments propose` numbers them; 1 is the best.")),
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="CODE", help=_("Whose money it is."))
    ] = None,
    on: On = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import client_id
    from crm_tui.usecases.payment_matching import confirm_payment, propose
    from crm_tui.usecases.payments import show_payment

    if (proposal is None) == (not on):
        raise Refused(_("Say --proposal N, or the invoices by --on"))
    with the_office() as office:
        if proposal is not None:
            rows = office.call(propose, payment_id=payment).rows
            if not 1 <= proposal <= len(rows):
                raise Refused(
                    _("There is no proposal {n}; there are {count}").format(n=proposal, count=len(rows))
                )
            chosen = rows[proposal - 1]
            whose, parts = chosen.client.id, chosen.choice
        else:
            free = office.call(show_payment, payment_id=payment).row.free_kop
            parts, owner = _chosen(office, on or [], free)
            whose = client_id(office, client) or owner
        card = office.call(confirm_payment, payment_id=payment, client_id=whose, parts=parts)
    _show(card, as_json)


def take(
    payment: Payment,
    client: Annotated[str, typer.Option("--client", metavar="CODE", help=_("Whose money it is."))],
    advance: Annotated[bool, typer.Option("--advance", help=_("Keep it for later invoices."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import client_id
    from crm_tui.usecases.payment_matching import take_payment

    with the_office() as office:
        whose = client_id(office, client) or 0
        card = office.call(take_payment, payment_id=payment, client_id=whose, advance=advance)
    _show(card, as_json)


def return_(
    payment: Payment,
    note: Annotated[str, typer.Option("--note", help=_("Why, or by which order of the bank."))],
    amount: Annotated[str | None, typer.Option("--sum", metavar="SUM", help=_("Only a part."))] = None,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DAY", help=_("When it went, else the day it came."))
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.payment_matching import return_payment

    with the_office() as office:
        card = office.call(
            return_payment,
            payment_id=payment,
            note=note,
            amount_kop=None if amount is None else _sum(amount),
            day=a_day(day) if day else None,
        )
    _show(card, as_json)


def decisions(payment: Payment, as_json: Json = False) -> None:
    from crm_tui.screens.match_words import ACTS
    from crm_tui.usecases.payment_matching import decisions_of

    columns = (
        Column(_("decision"), lambda row: row.id, right=True),
        Column(_("when"), lambda row: row.at),
        Column(_("what"), lambda row: _(ACTS[row.act])),
        Column(_("client"), lambda row: row.client),
        Column(_("points"), lambda row: row.points, right=True),
        Column(_("rule"), lambda row: row.rule),
        Column(_("by"), lambda row: row.author or _("the program")),
        Column(_("undone"), lambda row: row.reason if row.undone_at else ""),
    )
    with the_office() as office:
        show_rows(office.call(decisions_of, payment_id=payment), columns, as_json=as_json)


def undo(
    decision: Annotated[
        int, typer.Argument(metavar="DECISION", help=_("The number in `payments decisions`."))
    ],
    reason: Reason,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.payment_matching import undo_decision

    with the_office() as office:
        card = office.call(undo_decision, decision_id=decision, reason=reason)
    _show(card, as_json)


def balance(as_json: Json = False) -> None:
    from crm_tui.usecases.unknown_money import money_balance

    with the_office() as office:
        found = office.call(money_balance)
    lines = (
        (_("came"), money(found.came_kop)),
        (_("posted"), money(found.posted_kop)),
        (_("waits"), f"{money(found.waiting_kop)} ({found.waiting_payments})"),
        (_("advances"), money(found.advance_kop)),
        (_("returned"), money(found.returned_kop)),
    )
    show_record(found, lines, as_json=as_json)


_COLUMNS = (
    Column(_("payment"), lambda row: row.id, right=True),
    Column(_("day"), lambda row: row.day),
    Column(_("free"), lambda row: money(row.free_kop), right=True),
    Column(_("payer"), lambda row: row.payer),
    Column(_("code"), lambda row: row.payer_code),
    Column(_("purpose"), lambda row: row.purpose),
    Column(_("may be of"), lambda row: row.guess),
    Column(_("points"), lambda row: row.points or "", right=True),
)


def _parts(proposal: object) -> str:
    parts = proposal.parts  # type: ignore[attr-defined]
    return ", ".join(f"№ {one.paper.name}: {money(one.amount_kop)}" for one in parts)


def _chosen(office: "Office", on: list[str], free_kop: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """The invoices with their parts, and whose the first is; without a sum as much as both allow."""
    from crm_tui.usecases.papers import show_paper

    parts, owner = list[tuple[int, int]](), 0
    for one in on:
        number, _sign, amount = one.partition("=")
        if not number.isdecimal():
            raise Refused(_("{text} names no invoice: write its number in `doc list`").format(text=one))
        row = office.call(show_paper, paper_id=int(number)).row
        owner = owner or row.client.id
        left = free_kop - sum(kop for _number, kop in parts)
        parts.append((row.id, _sum(amount) if amount else min(row.total_kop - row.paid_kop, left)))
    return tuple(parts), owner


def _sum(text: str) -> int:
    if (amount := parse_money(text)) is None:
        raise Refused(_("{text} is no sum: write 1536 or 1536,00").format(text=text))
    return amount


def _show(card: "PaymentCard", as_json: bool) -> None:
    from crm_tui.cli.payments import show_card

    show_card(card, as_json)
