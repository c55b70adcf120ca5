"""`crm-tui certs adopt`: cards for the holders of kept certificates whom no card knows."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json, Limit
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.usecases.certificate_holders import Adopted, UnknownHolder
    from crm_tui.usecases.office import Office


def adopt(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CODE]...", help=_("Tax codes; without them: who there is to adopt.")),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help=_("All of them."))] = False,
    as_json: Json = False,
    limit: Limit = 100,
) -> None:
    from crm_tui.usecases.certificate_holders import adopt_holder
    from crm_tui.usecases.parts.holder_pages import holders_unknown

    if codes and all_:
        raise typer.BadParameter(_("name codes, or --all"))
    made, refused = list["Adopted"](), list[tuple[str, str]]()
    with the_office() as office:
        if not codes and not all_:
            show_rows(_some(office, limit), _columns(), as_json=as_json)
            return
        for code in codes or [one.offer.tax_code for one in holders_unknown(office)]:
            try:
                made.append(office.call(adopt_holder, tax_code=code))
            except Forbidden:
                raise
            except Refused as error:
                if codes and len(codes) == 1:
                    raise
                refused.append((code, str(error)))
    _tell(made, refused, as_json)
    if refused:
        raise typer.Exit(1)


def _some(office: "Office", limit: int) -> "list[UnknownHolder]":
    from itertools import islice

    from crm_tui.usecases.parts.holder_pages import holders_unknown

    return list(islice(holders_unknown(office), limit))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("code"), lambda row: row.offer.tax_code),
        Column(_("name"), lambda row: row.offer.full_name),
        Column(_("head"), lambda row: row.offer.head_name),
        Column(_("position"), lambda row: row.offer.head_position),
        Column(_("region"), lambda row: row.offer.region),
        Column(_("phone"), lambda row: row.offer.phone),
        Column(_("e-mail"), lambda row: row.offer.email),
        Column(_("certificates"), lambda row: row.certificates, right=True),
    )


def _tell(made: "list[Adopted]", refused: list[tuple[str, str]], as_json: bool) -> None:
    if as_json:
        print_json({"adopted": made, "problems": refused})
        return
    for _code, why in refused:
        typer.echo(why, err=True)
    for one in made:
        said = _("new card #{id} {name}") if one.made else _("#{id} {name} has them now")
        typer.echo(said.format(id=one.client.id, name=one.client.name))
    count = sum(one.made for one in made)
    typer.echo(ngettext("{n} card made", "{n} cards made", count).format(n=count))
