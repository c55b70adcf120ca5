"""Sets of certificates: issued, shown, changed, cancelled (S47, S48, S54). Their facts are in `kep_facts`."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import DocumentsPlace, KepState, read_kep_ref
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import today
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import (
    Client,
    ClientService,
    Employee,
    KepSet,
    KepSetDocument,
    OwnEntity,
    Paper,
    Task,
)
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_kinds import show_kep_kind
from crm_tui.usecases.papers import cancel_paper, drop_draft_paper
from crm_tui.usecases.parts.core import fetch, must
from crm_tui.usecases.parts.kep_hands import put_facts, set_in_hand, told_set
from crm_tui.usecases.parts.kep_holders import holders_known, put_holders
from crm_tui.usecases.parts.kep_lines import KepLineFields, lines_on, put_set_lines
from crm_tui.usecases.parts.kep_paper_links import paper_on
from crm_tui.usecases.parts.kep_rows import (
    KEP_SET,
    SELECT_SETS,
    KepHolderRow,
    KepSetCard,
    KepSetRow,
    set_card,
    set_row,
)
from crm_tui.usecases.parts.kep_tasks import close_duties
from crm_tui.usecases.parts.kep_terms import take_term_back
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.paper_rows import LIVE
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = ["KepHolderRow", "KepLineFields", "KepSetCard", "KepSetRow"]


@dataclass(frozen=True, slots=True)
class KepSetFields:
    """What a form changes of a set."""

    manager_id: int | None
    prro: bool
    storage: str
    note: str
    holders: tuple[KepHolderRow, ...]


@requires(Permission.KEP_SET_READ)
def list_client_sets(unit: Unit, *, client_id: int, limit: int = 200) -> tuple[KepSetRow, ...]:
    """All sets of a client, the newest first, those that ended and the cancelled ones too."""
    statement = SELECT_SETS.where(KEP_SET.c.client_id == client_id)
    ordered = statement.order_by(KEP_SET.c.issued_on.desc(), KEP_SET.c.id.desc()).limit(min(limit, 1000))
    return tuple(set_row(row) for row in fetch(unit, ordered))


@requires(Permission.KEP_SET_READ)
def show_set(unit: Unit, *, set_id: int) -> KepSetCard:
    """One set with its lines, holders and checklist."""
    return set_card(unit, must(unit.session.get(KepSet, set_id), _("set of certificates"), set_id))


@requires(Permission.KEP_SET_READ)
def find_set(unit: Unit, *, text: str, by_ref: bool = False) -> KepSetCard:
    """The set of an identifier («КЕП-1230») or of a number; Refused for a text that is neither.

    `by_ref`: bare digits are first those of an identifier, for screens show nothing else.
    """
    words = clean(text).strip()
    digits = words.isascii() and words.isdigit() and len(words) < 15
    number = int(words) if digits else read_kep_ref(words)
    if digits and by_ref:
        named = read_kep_ref(f"КЕП-{words}")
        number = named if named is not None and unit.session.get(KepSet, named) is not None else number
    if number is None:
        said = _("{text}: neither a number nor an identifier such as КЕП-1230 (its last digit proves it)")
        raise Refused(said.format(text=words[:40]))
    return show_set(unit, set_id=number)


@requires(Permission.KEP_SET_EDIT, writes=True)
def issue_set(
    unit: Unit,
    *,
    client_id: int,
    kind_id: int,
    day: date | None = None,
    own_entity_id: int | None = None,
    manager_id: int | None = None,
    client_service_id: int | None = None,
    task_id: int | None = None,
    holders: tuple[KepHolderRow, ...] | None = None,
    lines: tuple[KepLineFields, ...] | None = None,
    prro: bool | None = None,
    note: str = "",
) -> KepSetCard:
    """A new set of a kind, at the prices of its day, which are copied: later price lists change nothing.

    `client_service_id` is what it renews (the service that ended with an older set); None: a new one begins
    when it is generated. Refused for a kind without a price on that day unless `lines` say what it costs.
    """
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    if client.deleted_at is not None:
        raise Refused(_("This card is no more: open the one it was merged into"))
    kind = show_kep_kind(unit, kind_id=kind_id)
    if not kind.active:
        raise Refused(_("{kind} is no longer sold").format(kind=kind.name))
    day = day or today(unit.now)
    found = KepSet(
        client_id=client_id, kind_id=kind_id, kind_name=kind.name, months=kind.months, issued_on=day
    )
    found.own_entity_id = _firm(unit, own_entity_id)
    found.manager_id = _manager(unit, manager_id)
    found.prro = kind.prro if prro is None else prro
    found.task_id = _task_of(unit, task_id, client_id)
    found.client_service_id = _renewed(unit, client_service_id, client_id)
    found.note, found.created_at = clean_multiline(note).strip(), unit.now
    wanted = lines if lines is not None else lines_on(unit, kind_id, client_id, day)
    unit.add(found)
    put_set_lines(unit, found, wanted)
    put_holders(unit, found, holders if holders is not None else holders_known(client, kind.holders))
    for place, name in enumerate(kind.documents, 1):
        unit.add(KepSetDocument(set_id=found.id or 0, place=place, name=name))
    return told_set(unit, found)


@requires(Permission.KEP_SET_EDIT, writes=True)
def edit_set(
    unit: Unit,
    *,
    set_id: int,
    version: int,
    fields: KepSetFields,
    lines: tuple[KepLineFields, ...] | None = None,
) -> KepSetCard:
    """Changes what no other act changes, and its lines when given (as `price_set`): all of it or nothing.

    ChangedMeanwhile when another saved it after `version`.
    """
    found = set_in_hand(unit, set_id)
    mine = {
        "manager_id": fields.manager_id,
        "prro": fields.prro,
        "storage": " ".join(clean(fields.storage).split()),
        "note": clean_multiline(fields.note).strip(),
    }
    refuse_stale(unit, found, opened=version, mine=mine)
    if fields.manager_id != found.manager_id:
        mine["manager_id"] = _manager(unit, fields.manager_id)
    unit.change(found, **mine)
    put_holders(unit, found, fields.holders)
    if lines is not None:
        _put_lines(unit, found, lines)
    return told_set(unit, found)


@requires(Permission.KEP_SET_EDIT, writes=True)
def price_set(unit: Unit, *, set_id: int, lines: tuple[KepLineFields, ...]) -> KepSetCard:
    """Other lines than the price list gave; Refused once there is an invoice or the money came."""
    found = set_in_hand(unit, set_id)
    _put_lines(unit, found, lines)
    return told_set(unit, found)


def _put_lines(unit: Unit, found: KepSet, lines: tuple[KepLineFields, ...]) -> None:
    if found.paid_on is not None:
        raise Refused(_("The set is paid: its sum stands"))
    if found.invoice_id is not None:
        invoice = unit.session.get_one(Paper, found.invoice_id)
        if invoice.state in LIVE:
            said = _("The set is on invoice № {number}: cancel that first")
            raise Refused(said.format(number=invoice.number_text))
    put_set_lines(unit, found, lines)


@requires(Permission.KEP_SET_CANCEL, writes=True)
def cancel_set(unit: Unit, *, set_id: int, reason: str) -> KepSetCard:
    """Cancels a set with a reason: its unpaid invoice too, its term is taken back, its tasks are over.

    Refused while money lies on it, and while its invoice is of other sets too.
    """
    found = set_in_hand(unit, set_id)
    words = " ".join(clean(reason).split())
    if not words:
        raise Refused(_("Say why"))
    if found.paid_on is not None:
        raise Refused(_("The set is paid: give the money back or lay it elsewhere first"))
    _end_invoice(unit, found, words)
    if found.generated_on is not None:
        take_term_back(unit, found, words)
    close_duties(unit, found)
    values: dict[str, object] = {"cancelled_by_id": unit.actor.id, "reason": words}
    if found.documents_place is DocumentsPlace.BOX and found.documents_on is None:
        values |= {"documents_place": DocumentsPlace.NOWHERE, "box_id": None}
    put_facts(unit, found, cancelled_on=today(unit.now), **values)
    return told_set(unit, found)


def _end_invoice(unit: Unit, found: KepSet, reason: str) -> None:
    invoice = unit.session.get(Paper, found.invoice_id) if found.invoice_id is not None else None
    if invoice is None or invoice.state is PaperState.CANCELLED:
        return
    others = select(KepSet.id).where(
        col(KepSet.invoice_id) == invoice.id,
        col(KepSet.id) != found.id,
        col(KepSet.state) != KepState.CANCELLED,
    )
    if unit.session.exec(others).first() is not None:
        said = _("Invoice № {number} is of other sets too: take this one off it first")
        raise Refused(said.format(number=invoice.number_text or _("draft")))
    if invoice.paid_kop:
        raise Refused(_("Money lies on this invoice: reverse its allocations first"))
    for kind in (PaperKind.ACT, PaperKind.CONTRACT):
        if (paper := paper_on(unit, invoice, kind)) is not None:
            _end_paper(unit, paper, reason)
    if invoice.state is PaperState.DRAFT:
        unit.change(found, invoice_id=None)
    _end_paper(unit, invoice, reason)


def _end_paper(unit: Unit, paper: Paper, reason: str) -> None:
    if paper.state is PaperState.DRAFT:
        drop_draft_paper(unit, paper_id=paper.id or 0)
    else:
        cancel_paper(unit, paper_id=paper.id or 0, reason=reason)


def _firm(unit: Unit, own_entity_id: int | None) -> int | None:
    """The own firm that sells it: the one named, else the first that issues papers."""
    if own_entity_id is not None:
        firm = must(unit.session.get(OwnEntity, own_entity_id), _("own firm"), own_entity_id)
        if not firm.active:
            raise Refused(_("{firm} issues no papers any more").format(firm=firm.short_name))
        return firm.id
    wanted = select(OwnEntity.id).where(col(OwnEntity.active)).order_by(col(OwnEntity.id))
    return unit.session.exec(wanted).first()


def _manager(unit: Unit, manager_id: int | None) -> int | None:
    me = my_id(unit)
    if manager_id in {None, me}:
        return me
    if not allowed(unit.actor, Permission.KEP_SET_EDIT_OTHERS):
        raise Refused(_("Only a head or a registration administrator issues sets for another manager"))
    person = must(unit.session.get(Employee, manager_id), _("employee"), manager_id)
    if not person.active:
        raise Refused(_("{person} no longer works here").format(person=person.full_name))
    return person.id


def _task_of(unit: Unit, task_id: int | None, client_id: int) -> int | None:
    if task_id is None:
        return None
    task = must(unit.session.get(Task, task_id), _("task"), task_id)
    if task.client_id != client_id:
        raise Refused(_("The {what} {id} is another client's").format(what=_("task"), id=task_id))
    return task.id


def _renewed(unit: Unit, client_service_id: int | None, client_id: int) -> int | None:
    if client_service_id is None:
        return None
    row = must(unit.session.get(ClientService, client_service_id), _("client's service"), client_service_id)
    if row.client_id != client_id:
        raise Refused(
            _("The {what} {id} is another client's").format(what=_("client's service"), id=client_service_id)
        )
    return row.id
