"""Which papers belong to a set: its invoice, and the act and the contract that stand on that invoice."""

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepSet, Paper
from crm_tui.usecases.parts.kep_hands import set_in_hand
from crm_tui.usecases.parts.paper_rows import LIVE, PaperExists

STANDING = (PaperState.DRAFT, *LIVE)


def sets_to_print(unit: Unit, set_ids: tuple[int, ...]) -> list[KepSet]:
    """The sets, locked, in the order of their numbers; of one client and one own firm, else Refused."""
    others = Permission.KEP_SET_EDIT_OTHERS
    if not allowed(unit.actor, others):
        others = Permission.PAPERS_PAPER_EDIT_OTHERS
    found = [set_in_hand(unit, one, others=others) for one in sorted(set(set_ids))]
    if not found:
        raise Refused(_("Say which sets"))
    if len({one.client_id for one in found}) > 1:
        raise Refused(_("These are of different clients: a paper is for one"))
    if len({one.own_entity_id for one in found}) > 1:
        raise Refused(_("These are sold by different own firms: a paper is from one"))
    return found


def invoice_of(unit: Unit, one: KepSet) -> Paper | None:
    """The set's invoice that stands, or its draft; a cancelled one is none."""
    paper = unit.session.get(Paper, one.invoice_id) if one.invoice_id is not None else None
    return paper if paper is not None and paper.state in STANDING else None


def paper_on(unit: Unit, invoice: Paper, kind: PaperKind) -> Paper | None:
    """The newest standing paper of a kind, or its draft, that is based on any version of the invoice."""
    return papers_on(unit, [invoice.id or 0]).get((invoice.id or 0, kind))


def papers_on(unit: Unit, invoice_ids: list[int]) -> dict[tuple[int, PaperKind], Paper]:
    """The same of many invoices in one question, by the invoice's id and the kind of the paper."""
    ground, invoice = aliased(Paper), aliased(Paper)
    same = [
        getattr(ground, name) == getattr(invoice, name)
        for name in ("own_entity_id", "kind", "year", "number")
    ]
    statement = (
        select(col(invoice.id), Paper)
        .select_from(Paper)
        .join(ground, col(ground.id) == col(Paper.based_on_id))
        .join(invoice, and_(*same))
        .where(col(invoice.id).in_(invoice_ids), col(Paper.state).in_(STANDING))
        .order_by(col(Paper.id))
    )
    return {(number or 0, paper.kind): paper for number, paper in unit.session.exec(statement)}


def papers_of_sets(unit: Unit, set_ids: list[int]) -> dict[tuple[int, PaperKind], Paper]:
    """The standing papers of many sets, or their drafts, by the set's id and the kind of the paper."""
    statement = (
        select(col(KepSet.id), Paper)
        .join(Paper, col(Paper.id) == col(KepSet.invoice_id))
        .where(col(KepSet.id).in_(set_ids), col(Paper.state).in_(STANDING))
    )
    invoices = {number or 0: paper for number, paper in unit.session.exec(statement)}
    others: dict[int, dict[PaperKind, Paper]] = {}
    for (invoice, kind), paper in papers_on(unit, [one.id or 0 for one in invoices.values()]).items():
        others.setdefault(invoice, {})[kind] = paper
    found: dict[tuple[int, PaperKind], Paper] = {}
    for number, paper in invoices.items():
        found[number, PaperKind.INVOICE] = paper
        found |= {(number, kind): one for kind, one in others.get(paper.id or 0, {}).items()}
    return found


def paper_of_set(unit: Unit, one: KepSet, kind: PaperKind) -> Paper | None:
    """The set's paper of a kind that stands, or its draft."""
    invoice = invoice_of(unit, one)
    if invoice is None or kind is PaperKind.INVOICE:
        return invoice
    return paper_on(unit, invoice, kind)


def refuse_second(unit: Unit, sets: list[KepSet], kind: PaperKind) -> None:
    """PaperExists when one of the sets has a standing paper of this kind already, and which."""
    for one in sets:
        known = paper_of_set(unit, one, kind)
        if known is None:
            continue
        if known.state is PaperState.DRAFT:
            said = _("A draft of this paper is being written already ({id}): issue it or throw it away")
            raise PaperExists(said.format(id=known.id), paper_id=known.id or 0)
        said = _("There is a paper for this already: № {number} of {day}; cancel it first, or print it again")
        raise PaperExists(
            said.format(number=known.number_text, day=format_date(known.day)), paper_id=known.id or 0
        )


def sets_on(unit: Unit, invoice: Paper) -> list[KepSet]:
    """All standing sets of an invoice, by their numbers."""
    statement = select(KepSet).where(col(KepSet.invoice_id) == invoice.id, col(KepSet.cancelled_on).is_(None))
    return list(unit.session.exec(statement.order_by(col(KepSet.id))).all())
