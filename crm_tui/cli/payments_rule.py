"""`crm-tui payments rule`: by which points money is matched; another rule is tried before it counts."""

from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.doc_show import money
from crm_tui.cli.options import Json, Since, noun
from crm_tui.cli.output import Column, print_json, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _

app = noun()
RuleFile = Annotated[
    Path, typer.Argument(metavar="FILE", help=_("A rule as `payments rule show` prints it."))
]
YEAR_DAYS = 365


@app.command("show", help=_("The rule that counts now, as the file it is."))
def show(as_json: Json = False) -> None:
    from crm_tui.usecases.match_rules import show_rule

    with the_office() as office:
        found = office.call(show_rule)
    if as_json:
        print_json(found)
    else:
        print(found.text, end="")


@app.command("try", help=_("What a rule would have done with what was decided in the last year."))
def try_(file: RuleFile, since: Since = None, as_json: Json = False) -> None:
    from datetime import timedelta

    from crm_tui.cli.references import day_begins
    from crm_tui.domain.kyiv import today
    from crm_tui.screens.match_words import ACTS
    from crm_tui.usecases.match_rules import try_rule

    with the_office(Permission.PAYMENTS_PAYMENT_READ) as office:
        day = since or today(office.clock()) - timedelta(days=YEAR_DAYS)
        begins = day_begins(day)
        found = office.call(try_rule, text=_text(file), name=file.name, since=begins or office.clock())
    if as_json:
        print_json(found)
        return
    said = _(
        "{rule}: of {decided} decisions {now} would be by itself ({before} were): {right} as decided,"
        " {wrong} otherwise"
    )
    print(
        said.format(
            rule=found.rule,
            decided=found.decided,
            now=found.by_itself,
            before=found.by_itself_before,
            right=found.right,
            wrong=found.wrong,
        )
    )
    columns = (
        Column(_("payment"), lambda row: row.payment_id, right=True),
        Column(_("when"), lambda row: row.at),
        Column(_("sum"), lambda row: money(row.amount_kop), right=True),
        Column(_("it was"), lambda row: _(ACTS[row.act])),
        Column(_("it would be"), lambda row: _("by itself") if row.posted else _("a person")),
        Column(_("right"), lambda row: {None: "", True: _("yes"), False: _("NO")}[row.right]),
    )
    if found.rows:
        show_rows(found.rows, columns, as_json=False)


@app.command("use", help=_("Put a rule to use from now on."))
def use(file: RuleFile, as_json: Json = False) -> None:
    from crm_tui.usecases.match_rules import use_rule

    with the_office(Permission.PAYMENTS_RULE_EDIT) as office:
        found = office.call(use_rule, text=_text(file), name=file.name)
    if as_json:
        print_json(found)
    else:
        print(_("{version} counts from now on").format(version=found.rule.version))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refused(_("{file} cannot be read as a text in UTF-8").format(file=file)) from None
