"""`crm-tui setup`: the questions of the first start, asked on request."""

import typer

from crm_tui.cli.processes import store_file
from crm_tui.config import load
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _


def command() -> None:
    from crm_tui.cli.demo import open_demo
    from crm_tui.cli.wizard import prepare

    settings = load()
    file = store_file(settings)
    if file is not None and file.exists():
        there = _("there is a store at {path} already; `crm-tui config show` tells where settings come from")
        raise Refused(there.format(path=file))
    if prepare(settings) is None:
        raise typer.Exit(open_demo())
