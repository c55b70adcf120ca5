"""The dated facts of a set: ordered, generated, paid past our invoice, documents present (S53-S56).

Each fact is told once; a slip is taken back with a reason, and the log keeps both.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kep_sets import DocumentsPlace, KepDuty
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.months import add_months
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import DispatchBox, Employee, KepSet
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.kep_generated import put_generated
from crm_tui.usecases.parts.kep_hands import open_box_id, put_facts, set_in_hand, told_set
from crm_tui.usecases.parts.kep_rows import KepSetCard, set_documents
from crm_tui.usecases.parts.kep_tasks import close_duties
from crm_tui.usecases.parts.kep_terms import take_term_back
from crm_tui.usecases.parts.me import my_id

MOST_MONTHS = 24
"""A qualified certificate runs at most two years (law 2155-VIII and the CAs' regulations)."""


class KepFact(StrEnum):
    """A fact that may be taken back."""

    ORDERED = "ordered"
    GENERATED = "generated"
    PAID = "paid"
    DOCUMENTS = "documents"


@requires(Permission.KEP_SET_GENERATE, writes=True)
def order_set(unit: Unit, *, set_id: int, day: date | None = None, by_id: int | None = None) -> KepSetCard:
    """Ordered at the CA by a person (else the actor) on a day (else today); Refused when it was already."""
    found = set_in_hand(unit, set_id)
    if found.ordered_on is not None:
        _refuse_again(
            unit, _("The set was ordered on {day} by {person}"), found.ordered_on, found.ordered_by_id
        )
    put_facts(unit, found, ordered_on=_day(unit, found, day), ordered_by_id=_person(unit, by_id))
    return told_set(unit, found)


@requires(Permission.KEP_SET_GENERATE, writes=True)
def generate_set(
    unit: Unit,
    *,
    set_id: int,
    valid_from: date,
    valid_to: date,
    day: date | None = None,
    by_id: int | None = None,
    issuer: str = "",
) -> KepSetCard:
    """The certificates are made: their term (Kyiv days), who made them, when; Refused when they were before.

    The client's service gets the term, so its renewal comes by itself; of a cash register the tax office is
    to be told: that task is made too. Paid or not: a trusted client may pay later.
    """
    found = set_in_hand(unit, set_id)
    if found.generated_on is not None:
        said = _("The set was generated on {day} by {person}")
        _refuse_again(unit, said, found.generated_on, found.generated_by_id)
    _refuse_term(valid_from, valid_to)
    put_generated(
        unit,
        found,
        valid_from=valid_from,
        valid_to=valid_to,
        day=_day(unit, found, day),
        by_id=_person(unit, by_id),
        issuer=issuer,
    )
    return told_set(unit, found)


@requires(Permission.KEP_SET_PAID, writes=True)
def mark_paid(unit: Unit, *, set_id: int, day: date | None = None) -> KepSetCard:
    """The money came past our invoice, to the CA; Refused for a set that is paid already."""
    found = set_in_hand(unit, set_id, others=Permission.KEP_SET_PAID)
    if found.paid_on is not None:
        said = _("The set was paid on {day}: money that came twice is entered as a payment and stays free")
        raise Refused(said.format(day=format_date(found.paid_on)))
    paid_on = day or today(unit.now)
    if paid_on > today(unit.now):
        raise Refused(_("{day} is still ahead").format(day=format_date(paid_on)))
    put_facts(unit, found, paid_on=paid_on, paid_by_hand=True)
    close_duties(unit, found, KepDuty.PAYMENT)
    return told_set(unit, found)


@requires(Permission.KEP_SET_EDIT, writes=True)
def receive_document(
    unit: Unit, *, set_id: int, place: int, received: bool = True, day: date | None = None
) -> KepSetCard:
    """A document of the checklist came (or, `received` False, did not after all)."""
    found = set_in_hand(unit, set_id)
    row = next((one for one in set_documents(unit, set_id) if one.place == place), None)
    row = must(row, _("document of the checklist"), place)
    if received and row.received_on is None:
        unit.change(row, received_on=_day(unit, found, day), received_by_id=my_id(unit))
    elif not received and row.received_on is not None:
        if found.documents_on is not None:
            raise Refused(_("All documents are marked as present: take that mark back first"))
        unit.change(row, received_on=None, received_by_id=None)
    return told_set(unit, found)


@requires(Permission.KEP_SET_EDIT, writes=True)
def complete_documents(
    unit: Unit,
    *,
    set_id: int,
    place: DocumentsPlace,
    box_id: int | None = None,
    all_received: bool = False,
    day: date | None = None,
) -> KepSetCard:
    """«Наявність всіх документів»: all are here, and where they are. The debt is gone with it.

    Refused while documents of the checklist are missing, unless `all_received` says that they came too; for a
    box that is closed; twice.
    """
    found = set_in_hand(unit, set_id)
    if found.documents_on is not None:
        said = _("All documents were marked as present on {day} by {person}")
        _refuse_again(unit, said, found.documents_on, found.documents_by_id)
    complete_on = _day(unit, found, day)
    _tick_rest(unit, set_id, complete_on, all_received=all_received)
    if place is DocumentsPlace.NOWHERE:
        raise Refused(_("Say where the documents are: renewed without paper, or in which box"))
    number = open_box_id(unit, box_id) if place is DocumentsPlace.BOX else None
    put_facts(
        unit,
        found,
        documents_on=complete_on,
        documents_by_id=my_id(unit),
        documents_place=place,
        box_id=number,
    )
    close_duties(unit, found, KepDuty.DOCUMENTS)
    return told_set(unit, found)


@requires(Permission.KEP_SET_READ, writes=True)
def take_back(unit: Unit, *, set_id: int, fact: KepFact, reason: str) -> KepSetCard:
    """A fact was told by mistake: it is gone again, with a reason in the log and in the set's note.

    Money of an invoice is not taken back here but where it was entered.
    """
    mine = Permission.KEP_SET_EDIT_OTHERS if fact is KepFact.DOCUMENTS else _MAY[fact]
    found = set_in_hand(unit, set_id, others=mine)
    words = " ".join(clean(reason).split())
    if not words:
        raise Refused(_("Say why"))
    if not allowed(unit.actor, _MAY[fact]):
        raise Forbidden(_("Only those who may tell this fact may take it back"))
    _TAKE_BACK[fact](unit, found, words)
    said = f"{format_date(today(unit.now))} {unit.actor.full_name}: {_words(fact)} — {words}"
    unit.change(found, note=f"{found.note}\n{said}".strip())
    return told_set(unit, found)


def _not_ordered(unit: Unit, found: KepSet, _reason: str) -> None:
    _refuse_missing(found.ordered_on)
    put_facts(unit, found, ordered_on=None, ordered_by_id=None)


def _not_generated(unit: Unit, found: KepSet, reason: str) -> None:
    _refuse_missing(found.generated_on)
    take_term_back(unit, found, reason)
    close_duties(unit, found, KepDuty.FORM_5PRRO, KepDuty.PAYMENT)
    put_facts(unit, found, generated_on=None, generated_by_id=None, valid_from=None, valid_to=None, issuer="")


def _not_paid(unit: Unit, found: KepSet, _reason: str) -> None:
    _refuse_missing(found.paid_on)
    if not found.paid_by_hand:
        raise Refused(_("The money lies on the set's invoice: reverse it at the payment"))
    put_facts(unit, found, paid_on=None, paid_by_hand=False)


def _no_documents(unit: Unit, found: KepSet, _reason: str) -> None:
    _refuse_missing(found.documents_on)
    box = unit.session.get(DispatchBox, found.box_id) if found.box_id is not None else None
    if box is not None and box.sent_on is not None:
        said = _("Box {number} was sent on {day}: its papers are with the CA")
        raise Refused(said.format(number=box.number, day=format_date(box.sent_on)))
    put_facts(
        unit,
        found,
        documents_on=None,
        documents_by_id=None,
        documents_place=DocumentsPlace.NOWHERE,
        box_id=None,
    )


_TAKE_BACK: dict[KepFact, Callable[[Unit, KepSet, str], None]] = {
    KepFact.ORDERED: _not_ordered,
    KepFact.GENERATED: _not_generated,
    KepFact.PAID: _not_paid,
    KepFact.DOCUMENTS: _no_documents,
}


_MAY = {
    KepFact.ORDERED: Permission.KEP_SET_GENERATE,
    KepFact.GENERATED: Permission.KEP_SET_GENERATE,
    KepFact.PAID: Permission.KEP_SET_PAID,
    KepFact.DOCUMENTS: Permission.KEP_SET_EDIT,
}


def _words(fact: KepFact) -> str:
    return {
        KepFact.ORDERED: _("the order was a mistake"),
        KepFact.GENERATED: _("the generation was a mistake"),
        KepFact.PAID: _("the payment was a mistake"),
        KepFact.DOCUMENTS: _("the mark of documents was a mistake"),
    }[fact]


def _refuse_missing(day: date | None) -> None:
    if day is None:
        raise Refused(_("There is nothing to take back"))


def _refuse_again(unit: Unit, said: str, day: date, by_id: int | None) -> None:
    person = unit.session.get(Employee, by_id) if by_id is not None else None
    raise Refused(said.format(day=format_date(day), person=person.full_name if person else "—"))


def _refuse_term(valid_from: date, valid_to: date) -> None:
    if valid_to < valid_from:
        raise Refused(_("A term cannot end before it begins"))
    if valid_to > add_months(valid_from, MOST_MONTHS):
        said = _("From {first} to {last} is more than two years: no certificate runs so long")
        raise Refused(said.format(first=format_date(valid_from), last=format_date(valid_to)))


def _tick_rest(unit: Unit, set_id: int, day: date, *, all_received: bool) -> None:
    missing = [one for one in set_documents(unit, set_id) if one.received_on is None]
    if missing and not all_received:
        said = _("Not received yet: {names}")
        raise Refused(said.format(names=", ".join(one.name for one in missing)))
    for one in missing:
        unit.change(one, received_on=day, received_by_id=my_id(unit))


def _day(unit: Unit, found: KepSet, day: date | None) -> date:
    """A day that has come; it may be before the set was issued, for papers and certificates often are."""
    wanted, now = day or today(unit.now), today(unit.now)
    if wanted > now:
        raise Refused(_("{day} is still ahead").format(day=format_date(wanted)))
    if wanted < add_months(found.issued_on, -MOST_MONTHS):
        raise Refused(_("{day} is long before the set was issued").format(day=format_date(wanted)))
    return wanted


def _person(unit: Unit, by_id: int | None) -> int:
    if by_id is None:
        return my_id(unit)
    return must(unit.session.get(Employee, by_id), _("employee"), by_id).id or 0
