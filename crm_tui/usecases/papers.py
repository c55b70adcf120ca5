"""Papers of a sale: drafts, issuing with a number without gaps, new versions, cancelling (X28, X38).

Only a draft is edited. What is issued is stored as it was printed; a change is a new version of it, with the
same number and its reason.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import SQLModel

from crm_tui.domain.errors import FieldChange, Refused
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import today
from crm_tui.domain.money import parse_money
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.domain.search_key import search_key
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, OwnEntity, Paper, PaperLine, Talk, Task
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT, fetch, must
from crm_tui.usecases.parts.day_pages import Place, page_by_day
from crm_tui.usecases.parts.files import kept_content
from crm_tui.usecases.parts.kep_money import release_sets
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.paper_demo import file_of, with_demo_file
from crm_tui.usecases.parts.paper_drawing import Drawn, drawn_ahead
from crm_tui.usecases.parts.paper_hands import in_hand, told
from crm_tui.usecases.parts.paper_issue import Issued, issue
from crm_tui.usecases.parts.paper_lines import (
    LineFields,
    PaperFields,
    line_fields,
    lines_text,
    put_lines,
)
from crm_tui.usecases.parts.paper_print import printed, texts_folder
from crm_tui.usecases.parts.paper_rows import (
    LIVE,
    PAPER,
    SELECT_PAPERS,
    PaperCard,
    PaperExists,
    PaperRow,
    lines_of,
    next_version,
    paper_card,
    paper_row,
)
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = ["Issued", "LineFields", "PaperCard", "PaperExists", "PaperFields", "PaperRow"]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Papers, the newest first, and the places where the next pages begin."""

    rows: tuple[PaperRow, ...]
    older: Place | None
    newer: Place | None = None


@dataclass(frozen=True, slots=True)
class PaperContent:
    """A file as it is printed, saved or sent."""

    name: str
    content: bytes


@requires(Permission.PAPERS_PAPER_READ)
def list_papers(
    unit: Unit,
    *,
    client_id: int | None = None,
    kind: PaperKind | None = None,
    state: PaperState | None = None,
    author_id: int | None = None,
    task_id: int | None = None,
    older: Place | None = None,
    newer: Place | None = None,
    limit: int = 100,
) -> PaperPage:
    """A page of papers by their day, the newest first: after a place, or before it."""
    statement = SELECT_PAPERS
    asked = {"client_id": client_id, "kind": kind, "state": state, "author_id": author_id, "task_id": task_id}
    for name, value in asked.items():
        if value is not None:
            statement = statement.where(PAPER.c[name] == value)
    found, before, after = page_by_day(unit, statement, PAPER, older=older, newer=newer, limit=limit)
    return PaperPage(tuple(paper_row(row) for row in found), after, before)


@requires(Permission.PAPERS_PAPER_READ)
def unpaid_invoices(
    unit: Unit, *, own_entity_id: int | None, client_id: int | None = None, text: str = "", limit: int = 100
) -> tuple[PaperRow, ...]:
    """Invoices that wait for money, of an own firm or of all; the oldest first; by number, sum or client."""
    statement = SELECT_PAPERS.where(
        PAPER.c.state.in_([PaperState.ISSUED, PaperState.PART_PAID]),
        PAPER.c.kind == PaperKind.INVOICE,
    )
    if own_entity_id is not None:
        statement = statement.where(PAPER.c.own_entity_id == own_entity_id)
    if client_id is not None:
        statement = statement.where(PAPER.c.client_id == client_id)
    if words := clean(text).strip():
        found = [func.lower(PAPER.c.number_text).contains(words.lower(), autoescape=True)]
        found.append(CLIENT.c.search_key.contains(search_key(words) or words, autoescape=True))
        if (amount := parse_money(words)) is not None:
            found.append(PAPER.c.total_kop == amount)
        statement = statement.where(or_(*found))
    rows = fetch(unit, statement.order_by(PAPER.c.day, PAPER.c.id).limit(min(limit, 200)))
    return tuple(paper_row(row) for row in rows)


@requires(Permission.PAPERS_PAPER_READ)
def show_paper(unit: Unit, *, paper_id: int) -> PaperCard:
    """One paper with its lines and files."""
    return paper_card(unit, must(unit.session.get(Paper, paper_id), _("paper"), paper_id))


@requires(Permission.PAPERS_PAPER_READ)
def paper_text(unit: Unit, *, paper_id: int) -> str:
    """The paper as plain text, a draft too: a look before it is issued."""
    from crm_tui.documents.plain import render_text

    paper = must(unit.session.get(Paper, paper_id), _("paper"), paper_id)
    return render_text(printed(unit, paper), templates_dir=texts_folder(unit))


@requires(Permission.PAPERS_PAPER_READ, around=with_demo_file)
def paper_pdf(unit: Unit, *, paper_id: int) -> PaperContent:
    """What the paper was issued as, byte by byte; Refused for a draft."""
    card = paper_card(unit, must(unit.session.get(Paper, paper_id), _("paper"), paper_id))
    if card.row.state is PaperState.DRAFT:
        raise Refused(_("A draft has no file yet: issue it first"))
    file = file_of(card)
    return PaperContent(file.name, kept_content(unit, file.sha256))


@requires(Permission.PAPERS_PAPER_EDIT, writes=True)
def add_paper(unit: Unit, *, fields: PaperFields) -> PaperCard:
    """A new draft; the sale is the actor's."""
    own, values = _checked(unit, fields)
    paper = unit.add(Paper(**values, author_id=my_id(unit), created_at=unit.now))
    return _with_lines(unit, paper, fields, own)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True)
def edit_paper(
    unit: Unit, *, paper_id: int, version: int, lines_were: tuple[LineFields, ...], fields: PaperFields
) -> PaperCard:
    """Changes a draft; Refused for an issued paper.

    ChangedMeanwhile as everywhere; the lines are one field, and `lines_were` what it held when it was opened.
    """
    paper = in_hand(unit, paper_id)
    if paper.state is not PaperState.DRAFT:
        raise Refused(_("An issued paper is not changed: make a new version of it"))
    own, values = _checked(unit, fields)
    rows = lines_of(unit, paper_id)
    stand = tuple(line_fields(line) for line in rows)
    was, now, mine = (lines_text(lines) for lines in (lines_were, stand, fields.lines))
    lines = FieldChange("lines", was=was, now=now, mine=mine)
    refuse_stale(unit, paper, opened=version, mine=values, beside=(lines,), beside_rows=rows)
    fixed = ("kind", "own_entity_id", "client_id")
    if paper.version_of_id is not None and any(getattr(paper, name) != values[name] for name in fixed):
        raise Refused(_("A new version keeps kind, own firm and client; for another, cancel and begin anew"))
    unit.change(paper, **values)
    return _with_lines(unit, paper, replace(fields, lines=stand) if mine == was else fields, own)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True)
def drop_draft_paper(unit: Unit, *, paper_id: int) -> None:
    """Throws a draft away; it had no number, so nothing is missed."""
    paper = in_hand(unit, paper_id)
    if paper.state is not PaperState.DRAFT:
        raise Refused(_("An issued paper is cancelled, with its reason; only a draft is thrown away"))
    for line in lines_of(unit, paper_id):
        unit.remove(line)
    release_sets(unit, paper)
    told(unit, paper)
    unit.remove(paper)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True, around=drawn_ahead)
def issue_paper(unit: Unit, *, paper_id: int, drawn: Drawn | None = None) -> Issued:
    """Gives a draft its number and stores it as it is printed; it is then a paper for good.

    Refused when something that must stand on it is missing; PaperExists when the same renewal, or the same
    task, has its invoice already. Called through the office it is `drawn` ahead, outside of the transaction.
    """
    return issue(unit, in_hand(unit, paper_id), drawn)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True)
def new_version(unit: Unit, *, paper_id: int, reason: str) -> PaperCard:
    """A draft that will take the place of an issued paper, under its number; one at a time."""
    paper = in_hand(unit, paper_id)
    words = _reason(reason)
    if paper.state not in LIVE:
        raise Refused(_("Only an issued paper has versions"))
    if (known := next_version(unit, paper_id)) is not None and known.state is PaperState.DRAFT:
        said = _("A new version is being written already (draft {id})")
        raise PaperExists(said.format(id=known.id), paper_id=known.id or 0)
    same = paper.model_dump(include=_COPIED)
    copy = unit.add(
        Paper(
            **same,
            day=today(unit.now),
            edition=paper.edition + 1,
            version_of_id=paper.id,
            reason=words,
            created_at=unit.now,
        )
    )
    for line in lines_of(unit, paper_id):
        unit.add(PaperLine(**line.model_dump(exclude={"id", "paper_id"}), paper_id=copy.id or 0))
    return told(unit, copy)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True)
def cancel_paper(unit: Unit, *, paper_id: int, reason: str) -> PaperCard:
    """Cancels an issued paper; its number is not given again. Refused while money lies on it."""
    paper = in_hand(unit, paper_id)
    words = _reason(reason)
    if paper.state is PaperState.DRAFT:
        raise Refused(_("A draft is thrown away, not cancelled"))
    if paper.state is PaperState.CANCELLED:
        raise Refused(_("The paper is cancelled already: {reason}").format(reason=paper.reason))
    if paper.paid_kop:
        raise Refused(_("Money lies on this invoice: reverse its allocations first"))
    unit.change(paper, state=PaperState.CANCELLED, cancelled_at=unit.now, reason=words)
    return told(unit, paper)


_COPIED = {
    *("kind", "own_entity_id", "client_id", "contact_id", "task_id", "talk_id", "author_id", "valid_until"),
    *("contract_kind", "contract", "note", "net_kop", "vat_kop", "total_kop", "based_on_id"),
}


def _checked(unit: Unit, fields: PaperFields) -> tuple[OwnEntity, dict[str, Any]]:
    """The own firm and the columns of a draft."""
    own = must(unit.session.get(OwnEntity, fields.own_entity_id), _("own firm"), fields.own_entity_id)
    client = must(unit.session.get(Client, fields.client_id), _("client"), fields.client_id)
    if client.deleted_at is not None:
        raise Refused(_("This card is no more: open the one it was merged into"))
    if not own.active:
        raise Refused(_("{firm} issues no papers any more").format(firm=own.short_name))
    if fields.valid_until is not None and fields.valid_until < fields.day:
        raise Refused(_("A paper cannot end before its day"))
    _refuse_strange(unit, Task, _("task"), fields.task_id, fields.client_id)
    _refuse_strange(unit, Talk, _("talk"), fields.talk_id, fields.client_id)
    _refuse_strange(unit, Paper, _("paper"), fields.based_on_id, fields.client_id)
    kind = fields.contract_kind
    if fields.kind is PaperKind.CONTRACT and kind is None:
        kind = ContractKind.COMMERCIAL
    return own, {
        "kind": fields.kind,
        "own_entity_id": fields.own_entity_id,
        "client_id": fields.client_id,
        "contact_id": fields.contact_id,
        "task_id": fields.task_id,
        "talk_id": fields.talk_id,
        "based_on_id": fields.based_on_id,
        "day": fields.day,
        "valid_until": fields.valid_until,
        "contract_kind": kind if fields.kind is PaperKind.CONTRACT else None,
        "contract": clean(fields.contract).strip(),
        "note": clean_multiline(fields.note).strip(),
    }


def _refuse_strange(unit: Unit, model: type[SQLModel], what: str, row_id: int | None, client_id: int) -> None:
    if row_id is None:
        return
    found: Any = must(unit.session.get(model, row_id), what, row_id)
    if found.client_id not in {None, client_id}:
        raise Refused(_("The {what} {id} is another client's").format(what=what, id=row_id))


def _with_lines(unit: Unit, paper: Paper, fields: PaperFields, own: OwnEntity) -> PaperCard:
    sums = put_lines(unit, paper, fields.lines, seller_pays_vat=own.vat_payer)
    unit.change(paper, net_kop=sums.net_kop, vat_kop=sums.vat_kop, total_kop=sums.total_kop)
    return told(unit, paper)


def _reason(reason: str) -> str:
    words = clean(reason).strip()
    if not words:
        raise Refused(_("Say why"))
    return words
