"""`crm-tui services catalogue|define|edit|fill|prices|price-add|price-remove`: what is sold, for how much."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.options import Json, Limit, a_day
from crm_tui.cli.output import Column, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind, RenewalRule, ServiceGroup
from crm_tui.domain.money import format_money, parse_money
from crm_tui.domain.papers import VatMode
from crm_tui.domain.reminders import parse_reminders
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.services import ServiceRow

Service = Annotated[str, typer.Argument(metavar="SERVICE", help=_("The service's code."))]
Group = Annotated[ServiceGroup | None, typer.Option(help=_("In broad."))]
Under = Annotated[str | None, typer.Option("--under", metavar="SERVICE", help=_("Its parent; - for none."))]
Term = Annotated[bool | None, typer.Option(help=_("Whether it runs for a term."))]
Days = Annotated[
    str | None,
    typer.Option("--reminder-days", metavar="60,30,7", help=_("Remind so many days before the end.")),
]
PeriodOption = Annotated[
    str | None,
    typer.Option("--period", metavar="12m|30d|-", help=_("A term's length; - is agreed each time.")),
]
Rule = Annotated[RenewalRule | None, typer.Option("--renewal", help=_("What follows the end of a term."))]
UnitOption = Annotated[str | None, typer.Option("--unit", help=_("In what it is counted on papers."))]
Sold = Annotated[bool | None, typer.Option("--sold/--not-sold", help=_("Whether it is still sold."))]
Price = Annotated[int, typer.Argument(metavar="ID", help=_("The number in `services prices`."))]
PERIOD = {"m": "period_months", "d": "period_days"}


def register(app: typer.Typer) -> None:
    """Makes these verbs of the noun."""
    app.command("catalogue", help=_("What the office sells, or a part of it by its words."))(catalogue)
    app.command("define", help=_("Add a service to the catalogue."))(define)
    app.command("edit", help=_("Change a service of the catalogue."))(edit)
    app.command("fill", help=_("Add what is missing of the catalogue that comes with the program."))(fill)
    app.command("prices", help=_("The price lists of a service."))(prices)
    app.command("price-add", help=_("A price from a day on; - ends the list from that day."))(price_add)
    app.command("price-remove", help=_("Take a line off a price list."))(price_remove)


def catalogue(
    text: Annotated[str, typer.Argument(help=_("Words of the name or code."))] = "",
    inactive: Annotated[bool, typer.Option("--all", help=_("Also what is no longer sold."))] = False,
    as_json: Json = False,
    limit: Limit = 200,
) -> None:
    from crm_tui.usecases.prices import prices_now
    from crm_tui.usecases.services import find_services, list_services

    with the_office() as office:
        known = office.call(list_services, with_inactive=inactive)
        rows = office.call(find_services, text=text, limit=limit) if text else known
        costs = office.call(prices_now)
    columns = (
        Column(_("code"), lambda row: row.code),
        Column(_("service"), lambda row: "  " * row.depth + row.name),
        Column(_("group"), lambda row: row.group),
        Column(_("term"), _period_words),
        Column(_("remind"), lambda row: _reminders(row) if row.has_term else "", right=True),
        Column(_("price"), lambda row: _cost(costs[row.id].price_kop) if row.id in costs else "", right=True),
        Column(_("sold"), lambda row: row.active),
    )
    show_rows(rows[:limit], columns, as_json=as_json)


def define(
    code: Service,
    name: str,
    group: Group = None,
    under: Under = None,
    term: Term = None,
    days: Days = None,
    period: PeriodOption = None,
    renewal: Rule = None,
    unit: UnitOption = None,
) -> None:
    from crm_tui.usecases.services import add_service

    given = _given(group, term, days, period, renewal, unit)
    with the_office() as office:
        parent = _parent(office, under, None)
        row = office.call(add_service, code=code, name=name, parent_id=parent, **given)
    typer.echo(f"{row.code}: {row.name}")


def edit(
    code: Service,
    name: Annotated[str | None, typer.Option("--name", help=_("Another name."))] = None,
    group: Group = None,
    under: Under = None,
    term: Term = None,
    days: Days = None,
    period: PeriodOption = None,
    renewal: Rule = None,
    unit: UnitOption = None,
    sold: Annotated[
        bool | None, typer.Option("--sold/--not-sold", help=_("Whether it is still sold."))
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.lookup import service_by_code
    from crm_tui.usecases.services import edit_service, show_service

    given = _given(group, term, days, period, renewal, unit)
    with the_office() as office:
        was = office.call(show_service, service_id=office.call(service_by_code, code=code).id)
        new = replace(was, **{"unit" if one == "unit_name" else one: value for one, value in given.items()})
        row = office.call(
            edit_service,
            service_id=was.id,
            version=was.version,
            name=was.name if name is None else name,
            group=new.group,
            parent_id=_parent(office, under, was.parent_id),
            has_term=new.has_term,
            reminder_days=new.reminder_days,
            later_reminders=new.later_reminders,
            period_months=new.period_months,
            period_days=new.period_days,
            renewal=new.renewal,
            unit_name=new.unit,
            active=was.active if sold is None else sold,
        )
    lines = [
        (_("code"), row.code),
        (_("service"), row.name),
        (_("term"), _period_words(row)),
        (_("remind"), _reminders(row)),
        (_("sold"), row.active),
    ]
    show_record(row, lines, as_json=as_json)


def fill() -> None:
    from crm_tui.usecases.catalogue_fill import fill_catalogue

    with the_office() as office:
        added = office.call(fill_catalogue)
    typer.echo(ngettext("{n} service added", "{n} services added", added).format(n=added))


def prices(code: Service, as_json: Json = False) -> None:
    from crm_tui.usecases.lookup import service_by_code
    from crm_tui.usecases.prices import list_prices

    with the_office() as office:
        rows = office.call(list_prices, service_id=office.call(service_by_code, code=code).id)
    columns = (
        Column(_("no."), lambda row: row.id, right=True),
        Column(_("for"), lambda row: row.client_kind or _("all")),
        Column(_("from"), lambda row: row.valid_from),
        Column(_("price"), lambda row: _cost(row.price_kop), right=True),
        Column(_("VAT"), lambda row: _vat_words(row.vat, with_vat=row.with_vat)),
        Column(_("now"), lambda row: row.now),
        Column(_("entered by"), lambda row: row.author),
    )
    show_rows(rows, columns, as_json=as_json)


def price_add(
    code: Service,
    price: Annotated[str, typer.Argument(help=_("In hryvnias: 1200 or 1200,50; - for none."))],
    since: Annotated[str, typer.Option("--from", metavar="DAY", help=_("The first day of this price."))],
    kind: Annotated[ClientKind | None, typer.Option("--for", help=_("Only for this kind of client."))] = None,
    vat: Annotated[VatMode, typer.Option("--vat", help=_("How it is taxed."))] = VatMode.EXEMPT,
    net: Annotated[bool, typer.Option("--net", help=_("The price is without the VAT."))] = False,
) -> None:
    from crm_tui.usecases.lookup import service_by_code
    from crm_tui.usecases.prices import set_price

    kop = None if price == "-" else parse_money(price)
    if price != "-" and kop is None:
        raise Refused(_("{text} is no sum: write 1200 or 1200,50").format(text=price))
    day = a_day(since)
    with the_office() as office:
        service = office.call(service_by_code, code=code)
        row = office.call(
            set_price,
            service_id=service.id,
            valid_from=day,
            price_kop=kop,
            client_kind=kind,
            vat=vat,
            with_vat=not net,
        )
    typer.echo(f"{row.id}: {service.name}: {_cost(row.price_kop)}")


def price_remove(
    number: Annotated[int, typer.Argument(metavar="ID", help=_("The number in `services prices`."))],
) -> None:
    from crm_tui.usecases.prices import remove_price

    with the_office() as office:
        office.call(remove_price, price_id=number)


def _given(
    group: ServiceGroup | None,
    term: bool | None,
    days: str | None,
    period: str | None,
    renewal: RenewalRule | None,
    unit: str | None,
) -> dict[str, Any]:
    """The fields that the command names."""
    named: dict[str, Any] = {
        "group": group,
        "has_term": term,
        "renewal": renewal,
        "unit_name": unit,
    }
    found = {name: value for name, value in named.items() if value is not None}
    return found | _period(period) | _reminder_days(days)


def _reminders(row: "ServiceRow") -> str:
    return ",".join(str(one) for one in (row.reminder_days, *row.later_reminders))


def _reminder_days(text: str | None) -> dict[str, Any]:
    """`60,30,7` as the fields have it."""
    if text is None:
        return {}
    days = parse_reminders(text)
    if days is None:
        raise Refused(_("{text} is no reminder: write days before the end, 60,30,7").format(text=text))
    return {"reminder_days": days[0], "later_reminders": days[1:]}


def _period(text: str | None) -> dict[str, int]:
    """`12m`, `30d` or `-` as the columns have it."""
    if text is None:
        return {}
    if text == "-":
        return {"period_months": 0, "period_days": 0}
    count, unit = text[:-1], text[-1:]
    if unit not in PERIOD or not (count.isascii() and count.isdecimal()):
        raise Refused(_("{text} is no period: write 12m, 30d, or - for none").format(text=text))
    return {"period_months": 0, "period_days": 0} | {PERIOD[unit]: int(count)}


def _parent(office: "Office", under: str | None, was: int | None) -> int | None:
    from crm_tui.cli.references import service_id

    if under is None:
        return was
    return None if under == "-" else service_id(office, under)


def _period_words(row: "ServiceRow") -> str:
    if not row.has_term:
        return ""
    if row.period_months:
        return ngettext("{n} month", "{n} months", row.period_months).format(n=row.period_months)
    if row.period_days:
        return ngettext("{n} day", "{n} days", row.period_days).format(n=row.period_days)
    return _("as agreed")


def _cost(kop: int | None) -> str:
    return _("none") if kop is None else format_money(kop)


def _vat_words(vat: VatMode, *, with_vat: bool) -> str:
    if vat is VatMode.EXEMPT:
        return _("without VAT")
    return _("20 %, in the price") if with_vat else _("20 %, on top")
