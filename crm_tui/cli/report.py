"""`crm-tui report`: what heads look at, as a table or a file."""

import sys
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from crm_tui.cli.options import a_day, noun
from crm_tui.cli.output import Column, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.periods import PERIODS, Period, parse_period, period_of
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.reports.parts.shapes import Report
    from crm_tui.usecases.office import Office

app = noun()
Kind = TypeVar("Kind", bound=StrEnum)
AXES = ("manager", "service", "kind", "day", "week", "month", "quarter")
KEP_AXES = ("manager", "service", "day", "week", "month", "quarter")
SALES_AXES = ("manager", "client", "service", "day", "week", "month", "quarter")

By = Annotated[
    str, typer.Option("--by", metavar="AXIS", help=_("Lines: {axes}.").format(axes=", ".join(AXES)))
]
SalesBy = Annotated[
    str, typer.Option("--by", metavar="AXIS", help=_("Lines: {axes}.").format(axes=", ".join(SALES_AXES)))
]
KepBy = Annotated[
    str, typer.Option("--by", metavar="AXIS", help=_("Lines: {axes}.").format(axes=", ".join(KEP_AXES)))
]
KepFilter = Annotated[
    str,
    typer.Option(
        "--filter",
        metavar="EXPR",
        help=_("Conditions: 'manager=anna ordered=oleh generated=oleh service=kep-set-head-1'."),
    ),
]
Across = Annotated[str | None, typer.Option("--across", metavar="AXIS", help=_("Columns: one of the same."))]
Manager = Annotated[str | None, typer.Option("--manager", metavar="LOGIN", help=_("Only this person's."))]
First = Annotated[
    date | None,
    typer.Option("--from", metavar="DAY", parser=a_day, help=_("From this day on (2026-03-01).")),
]
Last = Annotated[
    date | None, typer.Option("--to", metavar="DAY", parser=a_day, help=_("Up to this day, it included."))
]
During = Annotated[
    str | None,
    typer.Option(
        "--period",
        "--month",
        metavar="PERIOD",
        help=_("2026-03, 2026-Q1, 2026, 1.03-15.03, or a word: {words}.").format(words=", ".join(PERIODS)),
    ),
]
Filter = Annotated[
    str,
    typer.Option(
        "--filter", metavar="EXPR", help=_("Conditions: 'manager=anna,taras service!=MEDOC kind=sale'.")
    ),
]
Form = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="FORMAT", help=_("table (as usual), or a file: csv, json, xlsx, svg, pdf.")
    ),
]
Out = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help=_("Write to this file, by its ending."))
]


@app.command("activity", help=_("Talks and minutes by manager, service, kind, day, week or month."))
def activity(
    by: By = "manager",
    across: Across = None,
    measure: Annotated[str, typer.Option("--measure", help=_("What is counted: talks or time."))] = "talks",
    manager: Manager = None,
    first: First = None,
    last: Last = None,
    during: During = None,
    only: Filter = "",
    form: Form = None,
    out: Out = None,
) -> None:
    from crm_tui.reports.activity import activity as ask
    from crm_tui.reports.parts.axes import Axis, Measure

    with the_office() as office:
        report = office.call(
            ask,
            period=the_period(office, first, last, during),
            by=one_of(Axis, "--by", by),
            across=one_of(Axis, "--across", across) if across else None,
            measure=one_of(Measure, "--measure", measure),
            only=f"{only} manager={manager}" if manager else only,
        )
    deliver(report, form, out)


@app.command("sales", help=_("Paid sums by manager, client, service or time: the base of wages."))
def sales(
    by: SalesBy = "manager",
    manager: Manager = None,
    first: First = None,
    last: Last = None,
    during: During = None,
    only: Filter = "",
    explain: Annotated[
        bool, typer.Option("--explain", help=_("List every payment behind the sums."))
    ] = False,
    form: Form = None,
    out: Out = None,
) -> None:
    from crm_tui.reports.parts.axes import Axis
    from crm_tui.reports.sales import sales as ask
    from crm_tui.reports.sales import sales_explained

    wanted = f"{only} manager={manager}" if manager else only
    with the_office() as office:
        period = the_period(office, first, last, during)
        if explain:
            report = office.call(sales_explained, period=period, only=wanted)
        else:
            report = office.call(ask, period=period, by=one_of(Axis, "--by", by), only=wanted)
    deliver(report, form, out)


@app.command("churn", help=_("Clients who had a service before and have none now, who came, who stayed."))
def churn(
    manager: Manager = None,
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="PERIOD", help=_("The former period; else as long, right before.")),
    ] = None,
    first: First = None,
    last: Last = None,
    during: During = None,
    only: Filter = "",
    form: Form = None,
    out: Out = None,
) -> None:
    from crm_tui.reports.churn import churn as ask

    with the_office() as office:
        report = office.call(
            ask,
            period=the_period(office, first, last, during),
            before=the_period(office, None, None, before) if before else None,
            only=f"{only} manager={manager}" if manager else only,
        )
    deliver(report, form, out)


@app.command("kep", help=_("КЕП sets issued, paid, ordered, generated, closed: by manager, service or time."))
def kep(
    by: KepBy = "manager",
    manager: Manager = None,
    first: First = None,
    last: Last = None,
    during: During = None,
    only: KepFilter = "",
    form: Form = None,
    out: Out = None,
) -> None:
    from crm_tui.reports.kep import kep as ask
    from crm_tui.reports.parts.axes import Axis

    with the_office() as office:
        period, wanted = the_period(office, first, last, during), _of_manager(only, manager)
        report = office.call(ask, period=period, by=one_of(Axis, "--by", by), only=wanted)
    deliver(report, form, out)


@app.command("kep-funnel", help=_("What became of the КЕП sets that were issued in a period."))
def kep_funnel(
    manager: Manager = None,
    first: First = None,
    last: Last = None,
    during: During = None,
    only: KepFilter = "",
    form: Form = None,
    out: Out = None,
) -> None:
    from crm_tui.reports.kep import kep_funnel as ask

    with the_office() as office:
        period = the_period(office, first, last, during)
        report = office.call(ask, period=period, only=_of_manager(only, manager))
    deliver(report, form, out)


@app.command("kep-wages", help=_("Every paid КЕП set: who sold, ordered and generated it, and its sums."))
def kep_wages(
    manager: Manager = None,
    first: First = None,
    last: Last = None,
    during: During = None,
    only: KepFilter = "",
    form: Form = None,
    out: Out = None,
) -> None:
    from crm_tui.reports.kep import kep_wages as ask

    with the_office() as office:
        period = the_period(office, first, last, during)
        report = office.call(ask, period=period, only=_of_manager(only, manager))
    deliver(report, form, out)


@app.command("claims", help=_("Money on the CA's account that nobody has posted: claims to the CA."))
def claims(
    first: First = None,
    last: Last = None,
    during: During = None,
    form: Form = None,
    out: Out = None,
) -> None:
    from crm_tui.reports.claims import claims as ask

    with the_office() as office:
        report = office.call(ask, period=the_period(office, first, last, during))
    deliver(report, form, out)


def _of_manager(only: str, manager: str | None) -> str:
    return f"{only} manager={manager}" if manager else only


def the_period(office: "Office", first: date | None, last: date | None, during: str | None) -> Period:
    """The days asked for; this month when none are. Refused for what is no period."""
    from crm_tui.domain.kyiv import today

    now = today(office.clock())
    if during is not None:
        if first or last:
            raise Refused(_("--period and --from, --to say the same: give one of them"))
        if (found := parse_period(during, today=now)) is None:
            raise Refused(_("{text} is not a period; write 2026-03, or 1.03-15.03").format(text=during))
        return found
    month = period_of("this-month", today=now)
    found = Period(first or min(month.first, last or now), last or max(now, first or now))
    if found.first > found.last:
        raise Refused(_("The period ends before it begins: {period}").format(period=found))
    return found


def one_of(kinds: type[Kind], option: str, word: str) -> Kind:
    """The member that was typed; Refused with the choices."""
    try:
        return kinds(word)
    except ValueError:
        raise Refused(
            _("{option} is one of: {choices}").format(option=option, choices=", ".join(kinds))
        ) from None


def deliver(report: "Report", form: str | None, out: Path | None) -> None:
    """Prints the report, or writes a file in the format that was named, else by the file's ending."""
    from crm_tui.reports.render.formats import TEXTS, Format, format_of, render, save

    if form == "table" or (form is None and out is None):
        if out is not None:
            known = ", ".join(Format)
            raise Refused(_("A table is only printed; for a file say --format: {known}").format(known=known))
        _print(report)
        return
    asked = one_of(Format, "--format", form) if form else format_of(out or Path())
    content = render(report, asked)
    if out is not None:
        save(content, out)
        typer.echo(_("{file}: written").format(file=out))
    elif asked in TEXTS:
        sys.stdout.write(content.decode("utf-8-sig"))
    else:
        raise Refused(_("--format {form} needs a file: -o FILE.{form}").format(form=asked.value))


def _print(report: "Report") -> None:
    from crm_tui.reports.parts.shapes import Line, ValueKind
    from crm_tui.reports.parts.words import in_words

    typer.echo(" · ".join((report.title, str(report.period), *report.about)))

    def value(place: int, kind: ValueKind) -> Callable[[Line], object]:
        return lambda line: in_words(line.values[place], kind)

    columns = [
        Column(column.title, value(place, column.kind), right=column.kind is not ValueKind.TEXT)
        for place, column in enumerate(report.columns)
    ]
    total = (report.total,) if report.total and report.lines else ()
    show_rows((*report.lines, *total), columns, as_json=False)
