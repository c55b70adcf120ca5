"""How sets of certificates, their kinds and boxes are shown by commands."""

from typing import TYPE_CHECKING, Any

from crm_tui.cli.output import Column, in_words, show_record
from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, KepDuty, KepState, Payee
from crm_tui.domain.money import format_money
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.kep_boxes import BoxRow
    from crm_tui.usecases.kep_sets import KepSetCard
    from crm_tui.usecases.shapes import Named


def set_columns() -> tuple[Column, ...]:
    """A set in a listing."""
    return (
        Column(_("set"), lambda row: row.id, right=True),
        Column(_("identifier"), lambda row: row.ref),
        Column(_("client"), lambda row: row.client),
        Column(_("kind"), lambda row: row.kind),
        Column(_("state"), lambda row: words(row.state)),
        Column(_("sum"), lambda row: format_money(row.total_kop), right=True),
        Column(_("issued on"), lambda row: row.issued_on),
        Column(_("paid on"), lambda row: row.paid_on),
        Column(_("generated on"), lambda row: row.generated_on),
        Column(_("valid until"), lambda row: row.valid_to),
        Column(_("documents"), lambda row: row.documents_on),
        Column(_("box"), lambda row: row.box, right=True),
        Column(_("manager"), lambda row: row.manager),
    )


def show_set_card(card: "KepSetCard", as_json: bool) -> None:
    """A set with its lines, holders and checklist."""
    row = card.row
    lines: list[tuple[str, object]] = [
        (_("set"), f"{row.ref} (#{row.id})"),
        (_("client"), row.client),
        (_("kind"), row.kind),
        (_("state"), words(row.state)),
        (_("debts"), ", ".join(f"{words(duty)} ({in_words(day)})" for duty, day in row.debts.items())),
        (_("manager"), row.manager),
        (_("sum"), format_money(row.total_kop)),
        *((f"  {words(one.payee)}", f"{one.name} = {format_money(one.total_kop)}") for one in card.lines),
        *((f"  {words(one.kind)}", _holder(one)) for one in card.holders),
        (_("invoice"), row.invoice),
        (_("issued on"), row.issued_on),
        (_("paid on"), row.paid_on),
        (_("paid past our invoice"), card.paid_by_hand),
        (_("ordered"), _by(row.ordered_on, row.ordered_by)),
        (_("generated"), _by(row.generated_on, row.generated_by)),
        (_("term"), f"{in_words(row.valid_from)} - {in_words(row.valid_to)}" if row.valid_to else None),
        (_("issuer"), row.issuer),
        (_("storage"), card.storage),
        (_("cash register"), row.prro),
        *(
            (
                f"  {one.place}. {one.name}",
                " ".join([_by(one.received_on, one.received_by) or "-", *_scans(one.scans)]),
            )
            for one in card.documents
        ),
        (_("all documents"), _by(row.documents_on, card.documents_by)),
        (_("where they are"), words(row.documents_place) if row.documents_on else None),
        (_("box"), row.box),
        (_("closed on"), row.closed_on),
        (_("cancelled"), _by(row.cancelled_on, card.cancelled_by)),
        (_("reason"), card.reason),
        (_("note"), card.note),
    ]
    show_record(card, lines, as_json=as_json)


def kind_columns() -> tuple[Column, ...]:
    """A kind of set with what it costs today."""
    return (
        Column(_("code"), lambda row: row.kind.code),
        Column(_("kind"), lambda row: row.kind.name),
        Column(_("months"), lambda row: row.kind.months or "", right=True),
        Column(_("own"), lambda row: _price(row.own_kop), right=True),
        Column(_("CA"), lambda row: _price(row.ca_kop), right=True),
        Column(_("holders"), lambda row: ", ".join(words(one) for one in row.kind.holders)),
        Column(_("cash register"), lambda row: row.kind.prro),
        Column(_("documents"), lambda row: len(row.kind.documents), right=True),
        Column(_("sold"), lambda row: row.kind.active),
    )


def box_columns() -> tuple[Column, ...]:
    """A box in a listing."""
    return (
        Column(_("box"), lambda row: row.number, right=True),
        Column(_("sets"), lambda row: row.sets, right=True),
        Column(_("opened on"), lambda row: row.opened_on),
        Column(_("closed on"), lambda row: row.closed_on),
        Column(_("sent on"), lambda row: row.sent_on),
        Column(_("who"), lambda row: row.author),
        Column(_("note"), lambda row: row.note),
    )


def show_box_row(row: "BoxRow", as_json: bool) -> None:
    """One box."""
    show_record(row, [(one.title, one.value(row)) for one in box_columns()], as_json=as_json)


def words(code: DocumentsPlace | HolderKind | KepDuty | KepState | Payee) -> str:
    """A code as the screens say it; a state and a debt may have one code and different words."""
    from crm_tui.screens.kep_words import DUTIES, HOLDERS, KEP_STATES, PLACES

    match code:
        case Payee():
            return _("CA") if code is Payee.CA else _("own")
        case KepState():
            return _(KEP_STATES[code])
        case KepDuty():
            return _(DUTIES[code])
        case HolderKind():
            return _(HOLDERS[code])
        case DocumentsPlace():
            return _(PLACES[code])


def _price(kop: int | None) -> str:
    return "" if kop is None else format_money(kop)


def _holder(one: Any) -> str:
    return ", ".join(part for part in (one.name, one.position, one.rnokpp) if part) or "-"


def _by(day: Any, person: Any) -> str:
    return ", ".join(in_words(one) for one in (day, person) if one is not None)


def _scans(scans: "tuple[Named, ...]") -> list[str]:
    """The files that are this document, as `attach save` takes them."""
    return [f"[#{one.id} {one.name}]" for one in scans]
