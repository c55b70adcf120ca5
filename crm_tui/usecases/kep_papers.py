"""Papers printed from sets: invoice, act, contract, on the papers of the sales department (S49-S52)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from crm_tui.documents.box_register import BoxLine, BoxRegister, register_pdf, register_text
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, ClientRequisites, KepSet, OwnEntity, Paper
from crm_tui.usecases.base import requires
from crm_tui.usecases.client_requisites import suggest_genitives
from crm_tui.usecases.kep_boxes import sets_in_box, show_box
from crm_tui.usecases.paper_drafts import VALID_DAYS
from crm_tui.usecases.papers import PaperContent, add_paper, drop_draft_paper, issue_paper
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.kep_hands import tell_set
from crm_tui.usecases.parts.kep_paper_lines import paper_lines, paper_note
from crm_tui.usecases.parts.kep_paper_links import (
    invoice_of,
    paper_of_set,
    paper_on,
    refuse_second,
    sets_on,
    sets_to_print,
)
from crm_tui.usecases.parts.paper_issue import Issued
from crm_tui.usecases.parts.paper_lines import LineFields, PaperFields, line_fields
from crm_tui.usecases.parts.paper_rows import LIVE, PaperCard, PaperRow, lines_of, paper_card

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office

PRINTED = (PaperKind.INVOICE, PaperKind.CONTRACT, PaperKind.ACT)
"""What is printed from a set, in the order in which it is made: an act names the contract."""


@dataclass(frozen=True, slots=True)
class SetPaper:
    """A draft made from sets, and what a person should know before it is issued."""

    paper: PaperCard
    warnings: tuple[str, ...]


@requires(Permission.KEP_SET_READ)
def papers_of_set(unit: Unit, *, set_id: int) -> tuple[PaperRow, ...]:
    """The standing papers of a set and their drafts: invoice, contract, act."""
    one = must(unit.session.get(KepSet, set_id), _("set of certificates"), set_id)
    found = [paper_of_set(unit, one, kind) for kind in PRINTED]
    return tuple(paper_card(unit, paper).row for paper in found if paper is not None)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True)
def draft_set_paper(
    unit: Unit,
    *,
    set_ids: tuple[int, ...],
    kind: PaperKind,
    day: date | None = None,
    contract_kind: ContractKind | None = None,
    with_ca: bool = True,
) -> SetPaper:
    """A draft of one paper for sets of one client; an act and a contract are for all sets of the invoice.

    PaperExists while another stands. `contract_kind` None: budget for a budget institution. `with_ca` False
    leaves the CA's lines out: the client pays them to the CA.
    """
    if kind not in PRINTED:
        raise Refused(_("From a set an invoice, a contract or an act is printed"))
    sets = sets_to_print(unit, set_ids)
    refuse_second(unit, sets, kind)
    client = unit.session.get_one(Client, sets[0].client_id)
    fields = PaperFields(
        kind=kind,
        own_entity_id=_firm(unit, sets[0]),
        client_id=client.id or 0,
        day=day or today(unit.now),
        contract_kind=_contract_kind(client, kind, contract_kind),
        task_id=_task(unit, sets, kind),
    )
    if kind is PaperKind.INVOICE:
        fields = _invoice(unit, fields, sets, with_ca=with_ca)
        card = add_paper(unit, fields=fields)
        for one in sets:
            unit.change(one, invoice_id=card.id)
            tell_set(unit, one)
        return SetPaper(card, ())
    invoice = _invoice_before(unit, sets)
    sets = sets_on(unit, invoice)
    fields = _on_invoice(unit, fields, sets, invoice)
    return SetPaper(add_paper(unit, fields=fields), _warnings(unit, client, sets, fields))


def _issued_apart(office: "Office", _whole: Callable[..., Issued], **asked: Any) -> Issued:
    """The draft in one short transaction, the drawing outside of any, the number in another.

    What cannot be issued leaves no draft behind.
    """
    begun = office.call(draft_set_paper, **asked)
    try:
        done = office.call(issue_paper, paper_id=begun.paper.id)
    except Refused:
        office.call(drop_draft_paper, paper_id=begun.paper.id)
        raise
    return replace(done, warnings=(*begun.warnings, *done.warnings))


@requires(Permission.PAPERS_PAPER_EDIT, writes=True, around=_issued_apart)
def issue_set_paper(
    unit: Unit,
    *,
    set_ids: tuple[int, ...],
    kind: PaperKind,
    day: date | None = None,
    contract_kind: ContractKind | None = None,
    with_ca: bool = True,
) -> Issued:
    """Makes the paper of sets as `draft_set_paper` and issues it at once."""
    begun = draft_set_paper(
        unit, set_ids=set_ids, kind=kind, day=day, contract_kind=contract_kind, with_ca=with_ca
    )
    done = issue_paper(unit, paper_id=begun.paper.id)
    return replace(done, warnings=(*begun.warnings, *done.warnings))


@requires(Permission.KEP_SET_READ)
def box_register(unit: Unit, *, box_id: int, as_text: bool = False) -> PaperContent:
    """The register of a box as PDF, else as plain text: whose sets' papers lie in it."""
    box, rows = show_box(unit, box_id=box_id), sets_in_box(unit, box_id=box_id)
    register = BoxRegister(
        box.number,
        box.opened_on,
        box.closed_on,
        box.sent_on,
        box.note,
        tuple(
            BoxLine(
                row.ref,
                row.client.name,
                row.tax_code,
                row.kind.name,
                row.valid_to,
                row.documents_on,
            )
            for row in rows
        ),
    )
    name = f"Коробка_{box.number}"
    if as_text:
        return PaperContent(f"{name}.txt", register_text(register).encode())
    return PaperContent(f"{name}.pdf", register_pdf(register))


def _invoice(unit: Unit, fields: PaperFields, sets: list[KepSet], *, with_ca: bool) -> PaperFields:
    return replace(
        fields,
        lines=paper_lines(unit, sets, with_ca=with_ca),
        note=paper_note(unit, sets, with_ca=with_ca),
        valid_until=fields.day + timedelta(days=VALID_DAYS[PaperKind.INVOICE]),
        contract=_requisites(unit, fields.client_id).contract,
    )


def _on_invoice(unit: Unit, fields: PaperFields, sets: list[KepSet], invoice: Paper) -> PaperFields:
    lines: tuple[LineFields, ...] = tuple(line_fields(line) for line in lines_of(unit, invoice.id or 0))
    with_ca = invoice.total_kop >= sum(one.total_kop for one in sets)
    return replace(
        fields,
        own_entity_id=invoice.own_entity_id,
        lines=lines,
        note=paper_note(unit, sets, with_ca=with_ca),
        contract=_ground(unit, invoice) if fields.kind is PaperKind.ACT else "",
        based_on_id=invoice.id,
    )


def _invoice_before(unit: Unit, sets: list[KepSet]) -> Paper:
    """The issued invoice of all these sets, on which their other papers stand."""
    found = {paper.id: paper for one in sets if (paper := invoice_of(unit, one)) is not None}
    if len(found) != 1 or any(invoice_of(unit, one) is None for one in sets):
        if len(found) > 1:
            raise Refused(_("These sets have different invoices: their papers are printed one by one"))
        raise Refused(_("There is no invoice yet: print it first, the other papers stand on it"))
    (invoice,) = found.values()
    if invoice.state not in LIVE:
        raise Refused(_("The invoice is still a draft ({id}): issue it first").format(id=invoice.id))
    return invoice


def _ground(unit: Unit, invoice: Paper) -> str:
    """What an act stands on: the contract, and the invoice."""
    contract = paper_on(unit, invoice, PaperKind.CONTRACT)
    words = f"рахунок № {invoice.number_text} від {format_date(invoice.day)}"
    if contract is not None and contract.state in LIVE:
        return f"Договір № {contract.number_text} від {format_date(contract.day)}, {words}"
    known = _requisites(unit, invoice.client_id).contract
    return f"{known}, {words}" if known else words


def _contract_kind(client: Client, kind: PaperKind, wanted: ContractKind | None) -> ContractKind | None:
    if kind is not PaperKind.CONTRACT or wanted is not None:
        return wanted if kind is PaperKind.CONTRACT else None
    budget = client.kind is ClientKind.BUDGET_INSTITUTION
    return ContractKind.BUDGET if budget else ContractKind.COMMERCIAL


def _warnings(unit: Unit, client: Client, sets: list[KepSet], fields: PaperFields) -> tuple[str, ...]:
    found = []
    if fields.kind is PaperKind.ACT and any(one.generated_on is None for one in sets):
        found.append(_("The certificates of this act are not generated yet"))
    known = _requisites(unit, client.id or 0)
    if fields.contract_kind is ContractKind.BUDGET and not known.procurement:
        found.append(
            _("The client has no Prozorro number: the contract says that it was bought below the threshold")
        )
    if fields.kind is PaperKind.CONTRACT and client.head_name and not known.head_name_genitive:
        suggested = suggest_genitives(unit, client_id=client.id or 0).head_name_genitive
        if suggested:
            said = _("The head's name in the genitive is not entered; suggested: {name}")
            found.append(said.format(name=suggested))
        elif client.kind is not ClientKind.SOLE_TRADER:
            found.append(
                _("The head's name in the genitive must be typed: no rule fits {name}").format(
                    name=client.head_name
                )
            )
    return tuple(found)


def _requisites(unit: Unit, client_id: int) -> ClientRequisites:
    statement = select(ClientRequisites).where(col(ClientRequisites.client_id) == client_id)
    return unit.session.exec(statement).first() or ClientRequisites(client_id=client_id)


def _task(unit: Unit, sets: list[KepSet], kind: PaperKind) -> int | None:
    """The task that all these sets are about, unless another invoice of its sets bears it already.

    A set guards itself against a second invoice; one an invoice is for tasks that know no sets.
    """
    tasks = {one.task_id for one in sets}
    task = tasks.pop() if len(tasks) == 1 else None
    if task is None or kind is not PaperKind.INVOICE:
        return task
    other = select(Paper.id).where(
        col(Paper.task_id) == task, col(Paper.kind) == kind, col(Paper.state).in_(LIVE)
    )
    return task if unit.session.exec(other).first() is None else None


def _firm(unit: Unit, one: KepSet) -> int:
    """Who sells: the set's own firm, else the first that issues papers."""
    if one.own_entity_id is not None:
        return one.own_entity_id
    wanted = select(OwnEntity.id).where(col(OwnEntity.active)).order_by(col(OwnEntity.id))
    found = unit.session.exec(wanted).first()
    if found is None:
        raise Refused(_("The office has no own firm: add one with `crm-tui firms add`"))
    return found
