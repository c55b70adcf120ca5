"""Arguments that the commands of `kep` share, and how what people type becomes holders and lines."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import HolderKind, Payee
from crm_tui.domain.money import parse_money
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.kep_kinds import KepKindRow
    from crm_tui.usecases.kep_sets import KepHolderRow, KepLineFields
    from crm_tui.usecases.office import Office

Set = Annotated[str, typer.Argument(metavar="ID", help=_("The set's number, or КЕП-1230."))]
Sets = Annotated[list[str], typer.Argument(metavar="ID...", help=_("Numbers of sets, or КЕП-1230."))]
BoxNumber = Annotated[int, typer.Argument(metavar="N", help=_("The box's number."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why; it stands in the history."))]
Day = Annotated[str, typer.Option("--day", metavar="DAY", help=_("On which day, else today."))]
By = Annotated[str, typer.Option("--by", metavar="LOGIN", help=_("Who did it, else you."))]
Prro = Annotated[bool | None, typer.Option("--prro/--no-prro", help=_("For a cash register."))]
Manager = Annotated[str | None, typer.Option("--manager", metavar="LOGIN", help=_("Whose sale it is."))]
Note = Annotated[str | None, typer.Option("--note", help=_("More words."))]
Holder = Annotated[
    list[str] | None,
    typer.Option(
        "--holder",
        metavar="KIND:NAME",
        help=_("Whose certificate: head:Name, or head:Name;position;tax code; several."),
    ),
]


def set_id(office: "Office", text: str) -> int:
    """The set that a number or an identifier names; Refused for neither, NotFound without one."""
    from crm_tui.usecases.kep_sets import find_set

    return office.call(find_set, text=text).row.id


def box_id(office: "Office", number: int) -> int:
    """The box of a number."""
    from crm_tui.usecases.kep_boxes import box_by_number

    return office.call(box_by_number, number=number).id


def kind_of(office: "Office", code: str) -> "KepKindRow":
    """The kind of set that a service's code names, sold or not; Refused for a code of no kind."""
    from crm_tui.usecases.kep_kinds import list_kep_kinds

    wanted = code.strip()
    found = [row for row in office.call(list_kep_kinds, with_inactive=True) if row.code == wanted]
    if not found:
        raise Refused(
            _("{code} is no kind of set; `crm-tui kep catalogue` lists them").format(code=wanted[:60])
        )
    return found[0]


def read_holders(texts: list[str] | None) -> "tuple[KepHolderRow, ...] | None":
    """What `--holder` said; None when it was not given."""
    from crm_tui.usecases.kep_sets import KepHolderRow

    if texts is None:
        return None
    found = []
    for text in texts:
        kind, _sign, rest = text.partition(":")
        parts = [part.strip() for part in rest.split(";")]
        if len(parts) > 3:
            raise Refused(_("{text}: write KIND:NAME;position;tax code").format(text=text))
        name, position, code = (*parts, "", "")[:3]
        found.append(KepHolderRow(holder_kind(kind), name, position, code))
    return tuple(found)


def holder_kind(code: str) -> HolderKind:
    """The kind of a holder by its code; Refused with the codes there are."""
    try:
        return HolderKind(code.strip())
    except ValueError:
        said = _("{code} is no kind of holder: {codes}")
        raise Refused(said.format(code=code.strip(), codes=", ".join(HolderKind))) from None


def read_set_lines(texts: list[str] | None) -> "tuple[KepLineFields, ...] | None":
    """What `--line` said; None when it was not given: then the price list says it."""
    from crm_tui.usecases.kep_sets import KepLineFields

    if texts is None:
        return None
    found = []
    for text in texts:
        payee, _sign, rest = text.partition(":")
        name, _last, money = rest.rpartition(":")
        price = parse_money(money)
        if payee.strip() not in set(Payee) or not name.strip() or price is None:
            raise Refused(_("{text} is no line: write own:Words:PRICE or ca:Words:PRICE").format(text=text))
        found.append(KepLineFields(Payee(payee.strip()), name.strip(), price))
    return tuple(found)


def person_id(office: "Office", login: str | None) -> int | None:
    """The id of a login; None for none."""
    from crm_tui.cli.references import employee_id

    return employee_id(office, login)
