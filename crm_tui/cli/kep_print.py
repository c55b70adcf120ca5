"""`crm-tui kep papers|paper|print|take-off`: papers of sets: those there are, one for several, a pile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, BinaryIO

import typer

from crm_tui.cli.kep_options import Day, Reason, Set, Sets
from crm_tui.cli.options import Json, a_day
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.i18n import _, ngettext

WHAT = {"invoice": PaperKind.INVOICE, "act": PaperKind.ACT, "contract": PaperKind.CONTRACT}
Out = Annotated[Path | None, typer.Option("-o", metavar="FILE.pdf", help=_("Write it here, else print it."))]
Contract = Annotated[
    str | None,
    typer.Option(
        "--contract", metavar="commercial|budget", help=_("Which contract; else by the client's kind.")
    ),
]
NoCa = Annotated[
    bool, typer.Option("--without-ca", help=_("Without the CA's lines: the client pays them to the CA."))
]


def register(app: typer.Typer) -> None:
    """Makes these verbs of the noun."""
    app.command("papers", help=_("The papers of a set: invoice, contract, act."))(papers)
    app.command("paper", help=_("One paper for several sets of a client: a draft, or with --issue."))(paper)
    app.command("print", help=_("Print papers of sets, issuing those that are missing; many in one PDF."))(
        print_
    )
    app.command("take-off", help=_("Take a set off the invoice that it shares with others."))(take_off)


def take_off(
    text: Set,
    reason: Reason,
    places: Annotated[
        list[int] | None,
        typer.Option("--line", metavar="N", help=_("Its lines, where their names do not tell; several.")),
    ] = None,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.doc_show import show_paper_card
    from crm_tui.cli.kep_options import set_id
    from crm_tui.usecases.paper_take_off import take_set_off

    with the_office() as office:
        number = set_id(office, text)
        done = office.call(take_set_off, set_id=number, reason=reason, places=tuple(places or ()))
    for words in done.warnings:
        typer.echo(words, err=True)
    show_paper_card(done.paper, as_json)


def papers(text: Set, as_json: Json = False) -> None:
    from crm_tui.cli.doc_show import paper_columns
    from crm_tui.cli.kep_options import set_id
    from crm_tui.cli.output import show_rows
    from crm_tui.usecases.kep_papers import papers_of_set

    with the_office() as office:
        rows = office.call(papers_of_set, set_id=set_id(office, text))
    show_rows(rows, paper_columns(), as_json=as_json)


def paper(
    kind: Annotated[str, typer.Argument(metavar="invoice|act|contract", help=_("Which paper."))],
    sets: Sets,
    contract: Contract = None,
    without_ca: NoCa = False,
    day: Day = "",
    issue: Annotated[bool, typer.Option("--issue", help=_("Issue it at once."))] = False,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.doc_show import show_paper_card
    from crm_tui.cli.kep_options import set_id
    from crm_tui.usecases.kep_papers import draft_set_paper, issue_set_paper

    kinds, chosen = _kinds(kind), _contract(contract)
    if len(kinds) != 1:
        raise _no_kind(kind)
    with the_office() as office:
        numbers = tuple(set_id(office, one) for one in sets)
        on = a_day(day) if day else None
        warnings: tuple[str, ...]
        if issue:
            done = office.call(
                issue_set_paper,
                set_ids=numbers,
                kind=kinds[0],
                day=on,
                contract_kind=chosen,
                with_ca=not without_ca,
            )
            card, warnings = done.paper, done.warnings
        else:
            begun = office.call(
                draft_set_paper,
                set_ids=numbers,
                kind=kinds[0],
                day=on,
                contract_kind=chosen,
                with_ca=not without_ca,
            )
            card, warnings = begun.paper, begun.warnings
    for text in warnings:
        typer.echo(text, err=True)
    show_paper_card(card, as_json)


def print_(
    sets: Sets,
    what: Annotated[
        str, typer.Option("--what", metavar="invoice,act,contract", help=_("Which papers, in this order."))
    ] = "invoice",
    copies: Annotated[int, typer.Option("--copies", min=1, max=20, help=_("How many."))] = 1,
    contract: Contract = None,
    without_ca: NoCa = False,
    out: Out = None,
) -> None:
    from crm_tui.adapters.workplace import print_file
    from crm_tui.cli.kep_options import set_id
    from crm_tui.usecases.kep_piles import issue_set_papers, write_bundle
    from crm_tui.usecases.parts.contract_printing import printed_now

    kinds, chosen = _kinds(what), _contract(contract)
    with the_office() as office:
        done = office.call(
            issue_set_papers,
            set_ids=tuple(set_id(office, one) for one in sets),
            kinds=kinds,
            contract_kind=chosen,
            with_ca=not without_ca,
        )
        for line in done.warnings:
            typer.echo(line, err=True)
        if done.paper_ids:
            with _file(out) as (place, stream):
                pages = office.call(write_bundle, paper_ids=done.paper_ids, out=stream)
                stream.close()
                if out is None:
                    print_file(office.settings.print_command, place, copies)
                    printed_now(office, done.paper_ids)
            said = ngettext("{n} page: {where}", "{n} pages: {where}", pages)
            typer.echo(said.format(n=pages, where=out if out is not None else _("sent to the printer")))
    _tell_problems(done.problems, len(sets))


@contextmanager
def _file(out: Path | None) -> Iterator[tuple[Path, BinaryIO]]:
    """Where the pile is written: `out`, whole or not at all, else a file that is gone once printed."""
    if out is None:
        with TemporaryDirectory(prefix="crm-tui-") as folder:
            place = Path(folder) / "papers.pdf"
            with place.open("wb") as stream:
                yield place, stream
        return
    fresh = out.with_name(f"{out.name}.part")
    try:
        with fresh.open("wb") as stream:
            yield out, stream
        fresh.replace(out)
    except OSError as error:
        raise Refused(_("{place}: {reason}").format(place=out, reason=error.strerror or error)) from None
    finally:
        fresh.unlink(missing_ok=True)


def _tell_problems(problems: tuple[str, ...], asked: int) -> None:
    if not problems:
        return
    if asked == 1:
        raise Refused(problems[0])
    for line in problems:
        typer.echo(f"crm-tui: {line}", err=True)
    said = ngettext("{n} set was not printed", "{n} sets were not printed", len(problems))
    raise Refused(said.format(n=len(problems)))


def _kinds(text: str) -> tuple[PaperKind, ...]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words or any(word not in WHAT for word in words):
        raise _no_kind(text)
    return tuple(dict.fromkeys(WHAT[word] for word in words))


def _no_kind(text: str) -> Refused:
    return Refused(_("{text}: write invoice, act or contract").format(text=text))


def _contract(text: str | None) -> ContractKind | None:
    if text is None:
        return None
    known = {"commercial": ContractKind.COMMERCIAL, "budget": ContractKind.BUDGET}
    if text not in known:
        raise Refused(_("{text}: write commercial or budget").format(text=text))
    return known[text]
