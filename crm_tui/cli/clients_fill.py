"""`crm-tui clients fill`: cards filled from certificates."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.options import Json
from crm_tui.cli.output import in_words, print_json
from crm_tui.cli.session import the_office
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.client_fill import CardFilled


def fill(
    files: Annotated[
        list[Path],
        typer.Option("--from", metavar="FILE", help=_("A file, folder or zip file; may be repeated.")),
    ],
    yes: Annotated[bool, typer.Option("--yes", help=_("Replace also what a person typed."))] = False,
    add: Annotated[bool, typer.Option("--add", help=_("Make cards for codes that none has."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.certs import refuse_missing
    from crm_tui.usecases.parts.fill_run import fill_from_files

    refuse_missing(files)
    with the_office() as office:
        done = fill_from_files(office, files, replace_typed=yes, add=add)
    if as_json:
        print_json(done)
        return
    for name, why in done.problems:
        typer.echo(f"{name}: {why}", err=True)
    for card in done.filled:
        _tell(card)
    for made in done.made:
        typer.echo(_("new card #{id} {name}").format(id=made.id, name=in_words(made)))
    for offer in done.unknown:
        said = _("unknown client {code} {name}; --add makes the card")
        typer.echo(said.format(code=offer.tax_code, name=offer.full_name))
    for code, clients in done.several:
        choices = ", ".join(f"#{one.id} {one.name}" for one in clients)
        typer.echo(_("several clients have the code {code}: {choices}").format(code=code, choices=choices))


def _tell(card: "CardFilled") -> None:
    taken = [*card.applied, *([_("phone")] if card.phone else [])]
    words = ", ".join(taken) if taken else _("nothing new")
    typer.echo(f"#{card.client_id} {in_words(card.name)}: {words}")
    for one in card.kept:
        said = _("  {field}: typed by a person: {old} -> {new}; --yes replaces it")
        typer.echo(said.format(field=one.field, old=in_words(one.now), new=in_words(one.mine)))
