"""`crm-tui doctor`: what is wrong with this installation or terminal, and how to mend it."""

import typer

from crm_tui.cli.checks import Check, State
from crm_tui.cli.options import Json
from crm_tui.cli.output import print_json
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _, ngettext

SIGNS = {State.GOOD: "+", State.WARNING: "!", State.BAD: "x"}


def command(
    terminal: bool = typer.Option(
        False, "--terminal", help=_("Try this terminal: colours, keys one by one, copying.")
    ),
    as_json: Json = False,
) -> None:
    if terminal:
        from crm_tui.cli.terminal import try_terminal

        try_terminal()
        return
    found = all_checks()
    if as_json:
        print_json(found)
    else:
        for check in found:
            typer.echo(f"{SIGNS[check.state]} {check.name}: {check.finding}")
            if check.mend:
                typer.echo(f"    -> {check.mend}")
    if bad := sum(check.state is State.BAD for check in found):
        raise Refused(ngettext("{n} thing is wrong", "{n} things are wrong", bad).format(n=bad))


def all_checks() -> list[Check]:
    """Every check that the settings allow, in the order in which they are to be mended."""
    from crm_tui.cli.checks.machine import check_disk, check_locale, check_python, check_terminal
    from crm_tui.cli.checks.settings import check_settings

    settings, check = check_settings()
    found = [check, check_python(), check_locale(), check_terminal()]
    if settings is not None:
        from crm_tui.cli.checks.office import check_office
        from crm_tui.cli.checks.texts import check_texts

        found += [check_disk(settings), *check_texts(settings), *check_office(settings)]
    return found
