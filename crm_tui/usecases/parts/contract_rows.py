"""Contracts as rows of their register, and what they cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.contracts import ContractShow
from crm_tui.domain.kep_sets import kep_ref
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import today
from crm_tui.domain.papers import ContractKind
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Contract, KepSet, PaperLine
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, client_name, core, fetch, named
from crm_tui.usecases.parts.kep_rows import KEP_SET
from crm_tui.usecases.parts.paper_rows import LIVE, OWN, PAPER
from crm_tui.usecases.shapes import Named

CONTRACT, _LINE = core(Contract), core(PaperLine)
_TAKER = EMPLOYEE.alias("taker")
_COVERING, _GROUND, _INVOICE = (PAPER.alias(name) for name in ("covering", "ground", "invoice"))
FACTS = ("printed_on", "sent_on", "returned_on", "scanned_on", "prolonged_until", "ended_on")


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract of the register; `id` is its paper's. `days` since its day, while it waits to come back.

    `about` is what it covers: identifiers of КЕП sets, else the first service.
    """

    id: int
    number: str
    day: date
    kind: ContractKind
    state: PaperState
    own_entity: Named
    client: Named
    tax_code: str
    manager: Named | None
    total_kop: int
    about: str
    printed_on: date | None
    sent_on: date | None
    returned_on: date | None
    returned_by: Named | None
    scanned_on: date | None
    prolonged_until: date | None
    ended_on: date | None
    days: int | None
    version: int


SELECT_CONTRACTS = select(
    *(PAPER.c[name] for name in ("id", "number_text", "day", "contract_kind", "state", "own_entity_id")),
    *(PAPER.c[name] for name in ("client_id", "author_id", "total_kop")),
    *(CONTRACT.c[name] for name in (*FACTS, "returned_by_id", "version")),
    OWN.c.short_name.label("own_name"),
    client_name().label("client_name"),
    CLIENT.c.tax_code,
    EMPLOYEE.c.full_name.label("author_name"),
    _TAKER.c.full_name.label("taker_name"),
).select_from(
    CONTRACT.join(PAPER, PAPER.c.id == CONTRACT.c.paper_id)
    .join(OWN, OWN.c.id == PAPER.c.own_entity_id)
    .join(CLIENT, CLIENT.c.id == PAPER.c.client_id)
    .outerjoin(EMPLOYEE, EMPLOYEE.c.id == PAPER.c.author_id)
    .outerjoin(_TAKER, _TAKER.c.id == CONTRACT.c.returned_by_id)
)


def shown(show: ContractShow) -> list[ColumnElement[bool]]:
    """The conditions of a look at the register."""
    here, gone = CONTRACT.c.returned_on, CONTRACT.c.ended_on
    standing = PAPER.c.state.in_(LIVE)
    found: dict[ContractShow, list[ColumnElement[bool]]] = {
        ContractShow.WAITING: [standing, here.is_(None), gone.is_(None)],
        ContractShow.RETURNED: [standing, here.is_not(None), gone.is_(None)],
        ContractShow.ENDED: [standing, gone.is_not(None)],
        ContractShow.ALL: [],
    }
    return found[show]


def contract_rows(unit: Unit, rows: Sequence[Row[Any]]) -> tuple[ContractRow, ...]:
    """Rows of SELECT_CONTRACTS with what they cover."""
    covered = _covered(unit, [row.id for row in rows])
    now = today(unit.now)
    return tuple(_row(row, covered.get(row.id, ""), now) for row in rows)


def sets_of_contract(unit: Unit, paper_id: int) -> list[KepSet]:
    """The standing sets on the invoice, in any version, that the contract is based on."""
    ids = [number for _paper, number in _sets(unit, [paper_id])]
    if not ids:
        return []
    asked = select_rows(KepSet).where(col(KepSet.id).in_(ids)).order_by(col(KepSet.id))
    return list(unit.session.exec(asked.with_for_update()).all())


def _sets(unit: Unit, paper_ids: list[int]) -> list[tuple[int, int]]:
    """(contract's paper, set)."""
    same = [_GROUND.c[name] == _INVOICE.c[name] for name in ("own_entity_id", "kind", "year", "number")]
    asked = (
        select(_COVERING.c.id.label("paper"), KEP_SET.c.id.label("kep_set"))
        .select_from(
            _COVERING.join(_GROUND, _GROUND.c.id == _COVERING.c.based_on_id)
            .join(_INVOICE, and_(*same))
            .join(KEP_SET, KEP_SET.c.invoice_id == _INVOICE.c.id)
        )
        .where(_COVERING.c.id.in_(paper_ids), KEP_SET.c.cancelled_on.is_(None))
        .order_by(KEP_SET.c.id)
    )
    return [(row.paper, row.kep_set) for row in fetch(unit, asked)] if paper_ids else []


def _covered(unit: Unit, paper_ids: list[int]) -> dict[int, str]:
    if not paper_ids:
        return {}
    first = select(_LINE.c.paper_id, _LINE.c.name).where(_LINE.c.paper_id.in_(paper_ids), _LINE.c.place == 1)
    found = {row.paper_id: row.name for row in fetch(unit, first)}
    refs: dict[int, list[str]] = {}
    for paper, number in _sets(unit, paper_ids):
        refs.setdefault(paper, []).append(kep_ref(number))
    return found | {paper: ", ".join(of) for paper, of in refs.items()}


def _row(row: Row[Any], about: str, now: date) -> ContractRow:
    waits = row.state in LIVE and row.returned_on is None and row.ended_on is None
    return ContractRow(
        id=row.id,
        number=row.number_text,
        day=row.day,
        kind=row.contract_kind,
        state=row.state,
        own_entity=Named(row.own_entity_id, row.own_name),
        client=Named(row.client_id, row.client_name),
        tax_code=row.tax_code or "",
        manager=named(row.author_id, row.author_name),
        total_kop=row.total_kop,
        about=about,
        returned_by=named(row.returned_by_id, row.taker_name),
        days=(now - row.day).days if waits else None,
        version=row.version,
        **{name: getattr(row, name) for name in FACTS},
    )
