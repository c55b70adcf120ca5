"""`crm-tui payments`: money that came, and on which invoices it lies."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli import (
    payments_check,
    payments_import,
    payments_mapping,
    payments_rule,
    payments_waiting,
)
from crm_tui.cli.doc_options import Reason
from crm_tui.cli.doc_show import money
from crm_tui.cli.options import Client, Json, Limit, Since, Until, a_day, noun
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.payments import PaymentCard

app = noun()
payments_check.register(app)
payments_mapping.register(app)
payments_import.register(app)
payments_waiting.register(app)
app.add_typer(payments_rule.app, name="rule", help=_("By which points money is matched."))
Payment = Annotated[int, typer.Argument(metavar="ID", help=_("The payment's number in `payments list`."))]


@app.command("list", help=_("Payments, the newest first."))
def list_(
    client: Client = None,
    free: Annotated[bool, typer.Option("--free", help=_("Only those not wholly laid on invoices."))] = False,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
    limit: Limit = 50,
) -> None:
    from crm_tui.cli.paging import take
    from crm_tui.cli.references import client_id
    from crm_tui.usecases.payments import list_payments

    with the_office() as office:
        of = client_id(office, client)
        rows = take(
            lambda older, n: office.call(
                list_payments, client_id=of, free=free, since=since, until=until, older=older, limit=n
            ),
            limit,
        )
    show_rows(rows, payment_columns(), as_json=as_json)


@app.command("show", help=_("A payment and all that was ever laid from it."))
def show(payment: Payment, as_json: Json = False) -> None:
    from crm_tui.usecases.payments import show_payment

    with the_office() as office:
        card = office.call(show_payment, payment_id=payment)
    show_card(card, as_json)


@app.command("add", help=_("Enter a payment that came."))
def add(
    amount: Annotated[str, typer.Argument(metavar="SUM", help=_("In hryvnias: 1536,00."))],
    own: Annotated[str, typer.Option("--own", metavar="CODE", help=_("To which own firm."))],
    day: Annotated[
        str | None, typer.Option("--day", metavar="DAY", help=_("When it came, else today."))
    ] = None,
    client: Client = None,
    payer: Annotated[str, typer.Option("--payer", help=_("Who paid, in the bank's words."))] = "",
    payer_code: Annotated[str, typer.Option("--payer-code", help=_("His tax code."))] = "",
    document: Annotated[str, typer.Option("--document", help=_("The number of the payment order."))] = "",
    purpose: Annotated[str, typer.Option("--purpose", help=_("The purpose of the payment."))] = "",
    invoice: Annotated[
        int | None, typer.Option("--invoice", metavar="ID", help=_("Lay it on this invoice at once."))
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.doc_options import own_id
    from crm_tui.cli.references import client_id
    from crm_tui.domain.kyiv import today
    from crm_tui.usecases.payments import PaymentFields, add_payment, allocate

    with the_office() as office:
        fields = PaymentFields(
            own_entity_id=own_id(office, own) or 0,
            day=a_day(day) if day else today(office.clock()),
            amount_kop=_sum(amount),
            client_id=client_id(office, client),
            payer=payer,
            payer_code=payer_code,
            document_number=document,
            purpose=purpose,
        )
        card = office.call(add_payment, fields=fields)
        if invoice is not None:
            card = office.call(allocate, payment_id=card.row.id, paper_id=invoice)
    show_card(card, as_json)


@app.command("allocate", help=_("Lay a payment on an invoice; without a sum, as much as both allow."))
def allocate_(
    payment: Payment,
    invoice: Annotated[int, typer.Argument(metavar="INVOICE", help=_("The number in `doc list`."))],
    amount: Annotated[str | None, typer.Option("--sum", metavar="SUM", help=_("Only a part."))] = None,
    for_another: Annotated[
        bool, typer.Option("--for-another", help=_("The payer pays for another client."))
    ] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.payments import allocate

    with the_office() as office:
        card = office.call(
            allocate,
            payment_id=payment,
            paper_id=invoice,
            amount_kop=None if amount is None else _sum(amount),
            for_another=for_another,
        )
    show_card(card, as_json)


@app.command("reverse", help=_("Reverse a payment, or only what was laid by one allocation."))
def reverse(
    payment: Payment,
    reason: Reason,
    allocation: Annotated[
        int | None, typer.Option("--allocation", metavar="ID", help=_("Only this; `payments show` names it."))
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.payments import reverse_allocation, reverse_payment, show_payment

    with the_office() as office:
        if allocation is None:
            card = office.call(reverse_payment, payment_id=payment, reason=reason)
        else:
            known = office.call(show_payment, payment_id=payment).allocations
            if allocation not in {one.id for one in known}:
                raise Refused(_("Allocation {id} is not of this payment").format(id=allocation))
            card = office.call(reverse_allocation, allocation_id=allocation, reason=reason)
    show_card(card, as_json)


def payment_columns() -> tuple[Column, ...]:
    return (
        Column(_("payment"), lambda row: row.id, right=True),
        Column(_("day"), lambda row: row.day),
        Column(_("sum"), lambda row: money(row.amount_kop), right=True),
        Column(_("free"), lambda row: money(row.free_kop) if row.free_kop else "", right=True),
        Column(_("client"), lambda row: row.client),
        Column(_("payer"), lambda row: row.payer),
        Column(_("purpose"), lambda row: row.purpose),
        Column(_("own firm"), lambda row: row.own_entity),
        Column(_("reversed"), lambda row: row.reason if row.reversed_at else ""),
    )


def show_card(card: "PaymentCard", as_json: bool) -> None:
    lines = [(column.title, column.value(card.row)) for column in payment_columns()]
    for one in card.allocations:
        words = _("№ {number}: {sum}").format(number=one.paper.name, sum=money(one.amount_kop))
        if one.reversed_at is not None:
            words += f" ({_('reversed')}: {one.reason})"
        lines.append((_("allocation {id}").format(id=one.id), words))
    show_record(card, lines, as_json=as_json)


def _sum(text: str) -> int:

    from crm_tui.domain.money import parse_money

    kop = parse_money(text)
    if kop is None:
        raise Refused(_("{text} is no sum: write 1536 or 1536,00").format(text=text))
    return kop
