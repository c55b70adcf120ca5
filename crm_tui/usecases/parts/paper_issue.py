"""Issuing a paper: what must stand on it, its number, its stored file, the version it replaces."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind, PaperState
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.papers import PaperKind
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Employee, OwnEntity, Paper, PaperLine
from crm_tui.usecases.parts.contract_facts import enter_contract
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.kep_money import follow_version
from crm_tui.usecases.parts.money_moves import move_allocations
from crm_tui.usecases.parts.numbers import take_number
from crm_tui.usecases.parts.paper_drawing import Drawn, store_drawn
from crm_tui.usecases.parts.paper_hands import told
from crm_tui.usecases.parts.paper_rows import LIVE, PaperCard, PaperExists, lines_of
from crm_tui.usecases.parts.paper_tasks import bring_task_on
from crm_tui.usecases.parts.paper_unfit import number_words, refuse_unfit


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper that was issued, and what is odd about it though it stands."""

    paper: PaperCard
    warnings: tuple[str, ...]


def issue(unit: Unit, paper: Paper, drawn: Drawn | None) -> Issued:
    """Makes a paper of a draft; all of it or nothing. `drawn` is its file when that was made ahead."""
    if paper.state is not PaperState.DRAFT:
        raise Refused(_("The paper was issued already: № {number}").format(number=paper.number_text))
    # The client's row is where two who issue for him meet: the second sees what the first has done.
    client = must(unit.lock(Client, paper.client_id), _("client"), paper.client_id)
    own = must(unit.session.get(OwnEntity, paper.own_entity_id), _("own firm"), paper.own_entity_id)
    lines = lines_of(unit, paper.id or 0)
    refuse_unfit(paper, own, lines)
    _refuse_second(unit, paper, lines)
    before = _replaced(unit, paper)
    values = _numbered(unit, paper, own, before)
    if before is not None:
        said = _("replaced by version {n}: {reason}").format(n=paper.edition, reason=paper.reason)
        unit.change(before, state=PaperState.CANCELLED, cancelled_at=unit.now, reason=said)
    unit.change(paper, state=PaperState.ISSUED, issued_at=unit.now, issued_by_id=unit.actor.id, **values)
    enter_contract(unit, paper)
    if before is not None:
        follow_version(unit, before, paper)
        move_allocations(unit, before, paper)
    bring_task_on(unit, paper)
    store_drawn(unit, paper, drawn)
    return Issued(told(unit, paper), tuple(_odd(client, own, paper)))


def _refuse_second(unit: Unit, paper: Paper, lines: list[PaperLine]) -> None:
    """One invoice a renewal, and one a task: the second who issues it is told which there is."""
    if paper.kind is not PaperKind.INVOICE:
        return
    known = _same_task(unit, paper)
    for line in lines:
        known = known or _same_renewal(unit, paper, line)
    if known is None:
        return
    by = unit.session.get(Employee, known.issued_by_id) if known.issued_by_id else None
    said = _("There is an invoice for this already: № {number} of {day}, issued by {person}; open it instead")
    raise PaperExists(
        said.format(number=known.number_text, day=format_date(known.day), person=by.full_name if by else "—"),
        paper_id=known.id or 0,
    )


def _same_task(unit: Unit, paper: Paper) -> Paper | None:
    if paper.task_id is None:
        return None
    statement = select(Paper).where(
        col(Paper.task_id) == paper.task_id,
        col(Paper.kind) == PaperKind.INVOICE,
        col(Paper.state).in_(LIVE),
        col(Paper.id).is_distinct_from(paper.version_of_id),
    )
    return unit.session.exec(statement).first()


def _same_renewal(unit: Unit, paper: Paper, line: PaperLine) -> Paper | None:
    if line.client_service_id is None or line.term_end is None:
        return None
    statement = (
        select(Paper)
        .join(PaperLine, col(PaperLine.paper_id) == col(Paper.id))
        .where(
            col(PaperLine.client_service_id) == line.client_service_id,
            col(PaperLine.term_end) == line.term_end,
            col(Paper.kind) == PaperKind.INVOICE,
            col(Paper.state).in_(LIVE),
            col(Paper.id).is_distinct_from(paper.version_of_id),
        )
    )
    return unit.session.exec(statement).first()


def _replaced(unit: Unit, paper: Paper) -> Paper | None:
    """The paper that this version takes the place of, locked; Refused when it no longer stands."""
    if paper.version_of_id is None:
        return None
    before = must(unit.lock(Paper, paper.version_of_id), _("paper"), paper.version_of_id)
    if before.state not in LIVE:
        raise Refused(
            _("The paper that this replaces was cancelled meanwhile: {reason}").format(reason=before.reason)
        )
    return before


def _numbered(unit: Unit, paper: Paper, own: OwnEntity, before: Paper | None) -> dict[str, object]:
    if before is not None:
        return {name: getattr(before, name) for name in ("number", "year", "number_text")}
    year = paper.day.year
    number = take_number(unit, own_entity_id=own.id or 0, kind=paper.kind, year=year)
    text = number_words(paper, own, number)
    return {"number": number, "year": year, "number_text": text}


def _odd(client: Client, own: OwnEntity, paper: Paper) -> Iterator[str]:
    """What a person should know though the paper stands."""
    if not client.tax_code and client.kind is not ClientKind.PRIVATE_PERSON:
        yield _("The client's card has no tax code, so the paper has none")
    if paper.kind in {PaperKind.ACT, PaperKind.CONTRACT} and not own.head_name:
        yield _("Nobody is named who signs for {firm}: enter it among the own firms").format(
            firm=own.short_name
        )
    if paper.kind in {PaperKind.ACT, PaperKind.CONTRACT} and not client.head_name:
        yield _("The client's card does not say who signs for him")
