"""The register of contracts: which came back signed, which are still out, what became of each (X43)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from crm_tui.domain.contracts import ContractFact, ContractShow
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Contract, Paper
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.contract_facts import contract_of, first_time, tick_contract, untick_contract
from crm_tui.usecases.parts.contract_rows import (
    CONTRACT,
    SELECT_CONTRACTS,
    ContractRow,
    contract_rows,
    shown,
)
from crm_tui.usecases.parts.core import EMPLOYEE, fetch, must, named
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.paper_rows import PAPER
from crm_tui.usecases.shapes import Named

__all__ = [
    "ContractAsked",
    "ContractPage",
    "ContractRow",
    "ManagerContracts",
    "export_contracts",
    "list_contracts",
    "mark_contracts",
    "note_printed",
    "sum_contracts",
    "unmark_contract",
]

MOST = 200
Place = tuple[date, int]
_COLUMNS = {
    ContractFact.PRINTED: "printed_on",
    ContractFact.SENT: "sent_on",
    ContractFact.RETURNED: "returned_on",
    ContractFact.SCANNED: "scanned_on",
    ContractFact.PROLONGED: "prolonged_until",
    ContractFact.ENDED: "ended_on",
}


@dataclass(frozen=True, slots=True)
class ContractAsked:
    """Which contracts are wanted; `older_than`: made at least so many days ago."""

    show: ContractShow = ContractShow.WAITING
    manager_id: int | None = None
    client_id: int | None = None
    older_than: int = 0


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Contracts, those that wait the oldest first, others the newest first; `after`: the next page."""

    rows: tuple[ContractRow, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class ManagerContracts:
    """One manager's contracts of a look at the register; `oldest_days` of the oldest."""

    manager: Named | None
    count: int
    oldest_days: int


WAITING = ContractAsked()


@requires(Permission.PAPERS_PAPER_READ)
def list_contracts(
    unit: Unit, *, asked: ContractAsked = WAITING, after: Place | None = None, limit: int = 100
) -> ContractPage:
    """A page of the register."""
    return _page(unit, asked, after, min(limit, MOST))


@requires(Permission.PAPERS_PAPER_READ)
def sum_contracts(unit: Unit, *, asked: ContractAsked = WAITING) -> tuple[ManagerContracts, ...]:
    """How many contracts each manager has, the most first."""
    counted = (
        select(
            PAPER.c.author_id,
            EMPLOYEE.c.full_name,
            func.count().label("many"),
            func.min(PAPER.c.day).label("oldest"),
        )
        .select_from(
            CONTRACT.join(PAPER, PAPER.c.id == CONTRACT.c.paper_id).outerjoin(
                EMPLOYEE, EMPLOYEE.c.id == PAPER.c.author_id
            )
        )
        .where(*_conditions(unit, asked))
        .group_by(PAPER.c.author_id, EMPLOYEE.c.full_name)
        .order_by(func.count().desc(), PAPER.c.author_id)
    )
    now = today(unit.now)
    return tuple(
        ManagerContracts(named(row.author_id, row.full_name), row.many, (now - row.oldest).days)
        for row in fetch(unit, counted)
    )


@requires(Permission.PAPERS_PAPER_READ)
def export_contracts(unit: Unit, *, write: Callable[[ContractRow], None], asked: ContractAsked) -> int:
    """Hands every contract of a look to `write`, and gives how many there were."""
    count = 0
    for row in _all(unit, asked):
        write(row)
        count += 1
    unit.log_read("contract", f"export:{count}")
    return count


@requires(Permission.PAPERS_CONTRACT_MARK, writes=True)
def mark_contracts(
    unit: Unit, *, paper_ids: Sequence[int], fact: ContractFact, day: date | None = None
) -> tuple[ContractRow, ...]:
    """Tells a fact of contracts, all or none: on a day (else today), of a prolongation until which day.

    Come back signed, the contract of the checklists of its sets is ticked too. Refused for a contract that
    was cancelled or has the fact, a day ahead or before the contract, and a prolongation without its day.
    """
    for number in sorted(set(paper_ids)):
        found, paper = _in_hand(unit, number)
        known: date | None = getattr(found, _COLUMNS[fact])
        if known is not None and fact is not ContractFact.PROLONGED:
            said = _("№ {number} has this mark already, of {day}")
            raise Refused(said.format(number=paper.number_text, day=format_date(known)))
        values: dict[str, Any] = {_COLUMNS[fact]: _day(unit, paper, fact, day)}
        if fact is ContractFact.RETURNED:
            values["returned_by_id"] = my_id(unit)
        unit.change(found, **values)
        if fact is ContractFact.RETURNED:
            tick_contract(unit, found)
        _tell(unit, paper)
    return tuple(_one(unit, number) for number in paper_ids)


@requires(Permission.PAPERS_CONTRACT_MARK, writes=True)
def note_printed(unit: Unit, *, paper_ids: Sequence[int]) -> None:
    """These papers went to the printer: the contracts among them are printed, since the first time."""
    for number in sorted(set(paper_ids)):
        first_time(unit, number, "printed_on")


@requires(Permission.PAPERS_CONTRACT_MARK, writes=True)
def unmark_contract(unit: Unit, *, paper_id: int, fact: ContractFact) -> ContractRow:
    """The fact was told by mistake: it is gone, and the ticks that came with it; the log keeps both."""
    found, paper = _in_hand(unit, paper_id)
    if getattr(found, _COLUMNS[fact]) is None:
        raise Refused(_("There is nothing to take back"))
    values: dict[str, Any] = {_COLUMNS[fact]: None}
    if fact is ContractFact.RETURNED:
        untick_contract(unit, found)
        values["returned_by_id"] = None
    unit.change(found, **values)
    _tell(unit, paper)
    return _one(unit, paper_id)


def _page(unit: Unit, asked: ContractAsked, after: Place | None, limit: int) -> ContractPage:
    order, place = (PAPER.c.day, PAPER.c.id), tuple_(PAPER.c.day, PAPER.c.id)
    wanted = SELECT_CONTRACTS.where(*_conditions(unit, asked))
    if asked.show is ContractShow.WAITING:
        wanted = wanted.order_by(*order)
        wanted = wanted.where(place > tuple_(*after)) if after else wanted
    else:
        wanted = wanted.order_by(*(one.desc() for one in order))
        wanted = wanted.where(place < tuple_(*after)) if after else wanted
    found = fetch(unit, wanted.limit(limit + 1))
    rows = contract_rows(unit, found[:limit])
    return ContractPage(rows, (rows[-1].day, rows[-1].id) if len(found) > limit else None)


def _all(unit: Unit, asked: ContractAsked) -> Iterator[ContractRow]:
    page = _page(unit, asked, None, MOST)
    yield from page.rows
    while page.after is not None:
        page = _page(unit, asked, page.after, MOST)
        yield from page.rows


def _conditions(unit: Unit, asked: ContractAsked) -> list[ColumnElement[bool]]:
    found = shown(asked.show)
    if asked.manager_id is not None:
        found.append(PAPER.c.author_id == asked.manager_id)
    if asked.client_id is not None:
        found.append(PAPER.c.client_id == asked.client_id)
    if asked.older_than > 0:
        found.append(PAPER.c.day <= today(unit.now) - timedelta(days=asked.older_than))
    return found


def _in_hand(unit: Unit, paper_id: int) -> tuple[Contract, Paper]:
    found = must(contract_of(unit, paper_id), _("contract"), paper_id)
    paper = must(unit.session.get(Paper, paper_id), _("paper"), paper_id)
    if paper.state is PaperState.CANCELLED:
        said = _("Contract № {number} was cancelled: {reason}")
        raise Refused(said.format(number=paper.number_text, reason=paper.reason))
    return found, paper


def _day(unit: Unit, paper: Paper, fact: ContractFact, day: date | None) -> date:
    if fact is ContractFact.PROLONGED:
        if day is None:
            raise Refused(_("Say until which day the contract runs now"))
        if day <= paper.day:
            raise Refused(_("A contract cannot run to a day before it was made"))
        return day
    told, now = day or today(unit.now), today(unit.now)
    if told > now:
        raise Refused(_("{day} is still ahead").format(day=format_date(told)))
    if told < paper.day:
        said = _("{day} is before the contract itself, of {made}")
        raise Refused(said.format(day=format_date(told), made=format_date(paper.day)))
    return told


def _one(unit: Unit, paper_id: int) -> ContractRow:
    return contract_rows(unit, fetch(unit, SELECT_CONTRACTS.where(PAPER.c.id == paper_id)))[0]


def _tell(unit: Unit, paper: Paper) -> None:
    unit.notify("contracts", paper.id)
    unit.notify("clients", paper.client_id)
