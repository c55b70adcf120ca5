"""`crm-tui kep catalogue|kind-add|kind-edit|fill`: kinds of sets and what they cost."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.kep_options import Prro
from crm_tui.cli.options import Json, Limit, a_day
from crm_tui.cli.session import the_office
from crm_tui.domain.kep_sets import HolderKind
from crm_tui.domain.kinds import ClientKind
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.usecases.kep_kinds import KepKindRow

Code = Annotated[str, typer.Argument(metavar="SERVICE", help=_("The service's code."))]
Ca = Annotated[
    str | None, typer.Option("--ca", metavar="SERVICE", help=_("What the CA takes beside it; - for nothing."))
]
Holders = Annotated[
    list[HolderKind] | None, typer.Option("--holder", help=_("Whose certificates are in it; several."))
]
Documents = Annotated[
    list[str] | None, typer.Option("--document", help=_("A document of its checklist; several, in order."))
]


@dataclass(frozen=True, slots=True)
class PricedKind:
    """A kind of set and what it costs on a day; None where no price list says it."""

    kind: "KepKindRow"
    own_kop: int | None
    ca_kop: int | None
    total_kop: int | None


def register(app: typer.Typer) -> None:
    """Makes these verbs of the noun."""
    app.command("catalogue", help=_("Kinds of sets with the prices of a day."))(catalogue)
    app.command("kind-add", help=_("Make a kind of set of a service of the catalogue."))(kind_add)
    app.command("kind-edit", help=_("Change a kind; name, term and prices are its service's."))(kind_edit)
    app.command("fill", help=_("Add the kinds that come with the program and are missing."))(fill)


def catalogue(
    client_kind: Annotated[
        ClientKind | None, typer.Option("--for", help=_("Prices for such clients, else for all."))
    ] = None,
    day: Annotated[str, typer.Option("--day", metavar="DAY", help=_("Prices of this day."))] = "",
    inactive: Annotated[bool, typer.Option("--all", help=_("Also what is no longer sold."))] = False,
    as_json: Json = False,
    limit: Limit = 200,
) -> None:
    from crm_tui.cli.kep_show import kind_columns
    from crm_tui.cli.output import show_rows
    from crm_tui.usecases.kep_kinds import list_kep_kinds
    from crm_tui.usecases.prices import prices_now

    with the_office() as office:
        kinds = office.call(list_kep_kinds, with_inactive=inactive)
        prices = office.call(prices_now, client_kind=client_kind, day=a_day(day) if day else None)
    rows = [_priced(kind, {one: price.price_kop for one, price in prices.items()}) for kind in kinds]
    show_rows(rows[:limit], kind_columns(), as_json=as_json)


def kind_add(
    service: Code,
    holders: Holders = None,
    ca: Ca = None,
    document: Documents = None,
    prro: Prro = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.references import service_id
    from crm_tui.usecases.kep_kinds import add_kep_kind

    with the_office() as office:
        row = office.call(
            add_kep_kind,
            service_id=service_id(office, service) or 0,
            ca_service_id=service_id(office, None if ca == "-" else ca),
            holders=tuple(holders or ()),
            documents=tuple(document or ()),
            prro=bool(prro),
        )
    _show(row, as_json)


def kind_edit(
    service: Code,
    holders: Holders = None,
    ca: Ca = None,
    document: Documents = None,
    prro: Prro = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.kep_options import kind_of
    from crm_tui.cli.references import service_id
    from crm_tui.usecases.kep_kinds import edit_kep_kind

    with the_office() as office:
        was = kind_of(office, service)
        kept = was.ca_service.id if was.ca_service else None
        row = office.call(
            edit_kep_kind,
            kind_id=was.id,
            version=was.version,
            ca_service_id=kept if ca is None else service_id(office, None if ca == "-" else ca),
            holders=was.holders if holders is None else tuple(holders),
            documents=was.documents if document is None else tuple(document),
            prro=was.prro if prro is None else prro,
        )
    _show(row, as_json)


def fill() -> None:
    from crm_tui.usecases.kep_kinds import fill_kep_kinds

    with the_office() as office:
        added = office.call(fill_kep_kinds)
    typer.echo(ngettext("{n} kind of set added", "{n} kinds of sets added", added).format(n=added))


def _priced(kind: "KepKindRow", prices: dict[int, int | None]) -> PricedKind:
    own = prices.get(kind.service_id)
    ca = prices.get(kind.ca_service.id) if kind.ca_service else None
    return PricedKind(kind, own, ca, None if own is None else own + (ca or 0))


def _show(row: "KepKindRow", as_json: bool) -> None:
    from crm_tui.cli.kep_show import words
    from crm_tui.cli.output import show_record

    lines: list[tuple[str, object]] = [
        (_("code"), row.code),
        (_("kind"), row.name),
        (_("months"), row.months),
        (_("CA"), row.ca_service),
        (_("holders"), ", ".join(words(one) for one in row.holders)),
        *((f"  {place}", name) for place, name in enumerate(row.documents, 1)),
        (_("cash register"), row.prro),
    ]
    show_record(row, lines, as_json=as_json)
