"""`crm-tui kep order|generate|paid|document|documents|take-back`: the dated facts of a set."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.kep_options import By, Day, Reason, Set
from crm_tui.cli.options import Json, a_day
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import DocumentsPlace
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.kep_facts import KepFact

FACTS = "ordered|generated|paid|documents"


def register(app: typer.Typer) -> None:
    """Makes these verbs of the noun."""
    app.command("order", help=_("The set was ordered at the CA."))(order)
    app.command("generate", help=_("The certificates are made: their term."))(generate)
    app.command("paid", help=_("The money came past our invoice, to the CA."))(paid)
    app.command("document", help=_("A document of the checklist came; --not: it did not after all."))(
        document
    )
    app.command("documents", help=_("All documents are present, and where they are."))(documents)
    app.command("take-back", help=_("A fact was told by mistake."))(take_back)


def order(text: Set, by: By = "", day: Day = "", as_json: Json = False) -> None:
    from crm_tui.cli.kep_options import person_id, set_id
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_facts import order_set

    with the_office() as office:
        card = office.call(order_set, set_id=set_id(office, text), day=_day(day), by_id=person_id(office, by))
    show_set_card(card, as_json)


def generate(
    text: Set,
    begins: Annotated[str, typer.Option("--from", metavar="DAY", help=_("The term's first day."))] = "",
    ends: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The term's last day."))] = "",
    pulled: Annotated[
        bool,
        typer.Option("--from-certs", help=_("Term, issuer and holders as in the certificates kept.")),
    ] = False,
    issuer: Annotated[str, typer.Option("--issuer", help=_("The CA."))] = "",
    by: By = "",
    day: Day = "",
    as_json: Json = False,
) -> None:
    from crm_tui.cli.kep_options import person_id, set_id
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_certificates import generate_from_certificates
    from crm_tui.usecases.kep_facts import generate_set

    if not pulled and not (begins and ends):
        raise typer.BadParameter(_("say --from and --to, or --from-certs"))
    with the_office() as office:
        number, on, who = set_id(office, text), _day(day), person_id(office, by)
        if pulled:
            card = office.call(
                generate_from_certificates, set_id=number, valid_from=_day(begins), day=on, by_id=who
            )
        else:
            card = office.call(
                generate_set,
                set_id=number,
                valid_from=a_day(begins),
                valid_to=a_day(ends),
                day=on,
                by_id=who,
                issuer=issuer,
            )
    show_set_card(card, as_json)


def paid(text: Set, day: Day = "", as_json: Json = False) -> None:
    from crm_tui.cli.kep_options import set_id
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_facts import mark_paid

    with the_office() as office:
        card = office.call(mark_paid, set_id=set_id(office, text), day=_day(day))
    show_set_card(card, as_json)


def document(
    text: Set,
    place: Annotated[int, typer.Argument(metavar="PLACE", help=_("Its number in the set's checklist."))],
    not_received: Annotated[bool, typer.Option("--not", help=_("It is not here after all."))] = False,
    day: Day = "",
    as_json: Json = False,
) -> None:
    from crm_tui.cli.kep_options import set_id
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_facts import receive_document

    with the_office() as office:
        card = office.call(
            receive_document,
            set_id=set_id(office, text),
            place=place,
            received=not not_received,
            day=_day(day),
        )
    show_set_card(card, as_json)


def documents(
    text: Set,
    auto: Annotated[bool, typer.Option("--auto", help=_("Renewed without paper."))] = False,
    box: Annotated[int | None, typer.Option("--box", metavar="N", help=_("In this box."))] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=_("What the checklist still misses came too."))
    ] = False,
    day: Day = "",
    as_json: Json = False,
) -> None:
    from crm_tui.cli.kep_options import box_id, set_id
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_facts import complete_documents

    if auto == (box is not None):
        raise Refused(_("say where the documents are: --auto, or --box N"))
    with the_office() as office:
        card = office.call(
            complete_documents,
            set_id=set_id(office, text),
            place=DocumentsPlace.AUTO_RENEWAL if auto else DocumentsPlace.BOX,
            box_id=None if box is None else box_id(office, box),
            all_received=everything,
            day=_day(day),
        )
    show_set_card(card, as_json)


def take_back(
    text: Set,
    fact: Annotated[str, typer.Argument(metavar=FACTS, help=_("Which fact."))],
    reason: Reason,
    as_json: Json = False,
) -> None:
    from crm_tui.cli.kep_options import set_id
    from crm_tui.cli.kep_show import show_set_card
    from crm_tui.usecases.kep_facts import take_back as take_fact_back

    with the_office() as office:
        card = office.call(take_fact_back, set_id=set_id(office, text), fact=_fact(fact), reason=reason)
    show_set_card(card, as_json)


def _fact(text: str) -> "KepFact":
    from crm_tui.usecases.kep_facts import KepFact

    try:
        return KepFact(text.strip())
    except ValueError:
        raise Refused(_("{text} is no fact: {facts}").format(text=text, facts=FACTS)) from None


def _day(text: str) -> date | None:
    return a_day(text) if text else None
