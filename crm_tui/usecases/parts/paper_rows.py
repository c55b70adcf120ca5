"""Papers as rows and as cards."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import ContractKind, PaperKind, VatMode
from crm_tui.store.scope import Unit
from crm_tui.store.tables import OwnEntity, Paper, PaperFile, PaperLine
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, client_name, core, fetch, named
from crm_tui.usecases.shapes import Named

PAPER, OWN = core(Paper), core(OwnEntity)
LIVE = (PaperState.ISSUED, PaperState.PART_PAID, PaperState.PAID)
"""The states of a paper that was issued and stands."""


class PaperExists(Refused):
    """Another has issued the same already; `paper_id` says which."""

    def __init__(self, message: str, *, paper_id: int) -> None:
        super().__init__(message)
        self.paper_id = paper_id


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in a list; a draft has no number."""

    id: int
    kind: PaperKind
    state: PaperState
    number: str
    edition: int
    day: date
    own_entity: Named
    client: Named
    author: Named | None
    total_kop: int
    paid_kop: int
    version: int


@dataclass(frozen=True, slots=True)
class PaperLineRow:
    """One line of a paper."""

    name: str
    unit: str
    quantity: Decimal
    price_kop: int
    includes_vat: bool
    vat: VatMode
    net_kop: int
    vat_kop: int
    total_kop: int
    service_id: int | None
    client_service_id: int | None
    term_end: date | None


@dataclass(frozen=True, slots=True)
class PaperFileRow:
    """A file that a paper was issued as."""

    name: str
    sha256: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper with its lines and files; `replaced_by` is the newer version of a cancelled one."""

    id: int
    row: PaperRow
    valid_until: date | None
    contract_kind: ContractKind | None
    contract: str
    note: str
    reason: str
    net_kop: int
    vat_kop: int
    contact_id: int | None
    task_id: int | None
    talk_id: int | None
    based_on_id: int | None
    version_of_id: int | None
    replaced_by: int | None
    issued_at: datetime | None
    paid_on: date | None
    lines: tuple[PaperLineRow, ...]
    files: tuple[PaperFileRow, ...]


SELECT_PAPERS = select(
    *(PAPER.c[name] for name in ("id", "kind", "state", "number_text", "edition", "day", "own_entity_id")),
    *(PAPER.c[name] for name in ("client_id", "author_id", "total_kop", "paid_kop", "version")),
    OWN.c.short_name.label("own_name"),
    client_name().label("client_name"),
    EMPLOYEE.c.full_name.label("author_name"),
).select_from(
    PAPER.join(OWN, OWN.c.id == PAPER.c.own_entity_id)
    .join(CLIENT, CLIENT.c.id == PAPER.c.client_id)
    .outerjoin(EMPLOYEE, EMPLOYEE.c.id == PAPER.c.author_id)
)


def paper_row(row: Row[Any]) -> PaperRow:
    return PaperRow(
        id=row.id,
        kind=row.kind,
        state=row.state,
        number=row.number_text,
        edition=row.edition,
        day=row.day,
        own_entity=Named(row.own_entity_id, row.own_name),
        client=Named(row.client_id, row.client_name),
        author=named(row.author_id, row.author_name),
        total_kop=row.total_kop,
        paid_kop=row.paid_kop,
        version=row.version,
    )


def lines_of(unit: Unit, paper_id: int) -> list[PaperLine]:
    """The lines of a paper in their order."""
    statement = select_rows(PaperLine).where(col(PaperLine.paper_id) == paper_id)
    return list(unit.session.exec(statement.order_by(col(PaperLine.place))).all())


def next_version(unit: Unit, paper_id: int) -> Paper | None:
    """The paper that is, was or is to be issued in the place of this one."""
    statement = select_rows(Paper).where(col(Paper.version_of_id) == paper_id)
    return unit.session.exec(statement.order_by(col(Paper.id).desc())).first()


def paper_card(unit: Unit, paper: Paper) -> PaperCard:
    """All that is known of a paper."""
    (row,) = fetch(unit, SELECT_PAPERS.where(PAPER.c.id == paper.id))
    files = unit.session.exec(
        select_rows(PaperFile).where(col(PaperFile.paper_id) == paper.id).order_by(col(PaperFile.id))
    ).all()
    newer = next_version(unit, paper.id or 0)
    return PaperCard(
        row=paper_row(row),
        **{name: getattr(paper, name) for name in _SAME},
        replaced_by=newer.id if newer else None,
        lines=tuple(_line_row(line) for line in lines_of(unit, paper.id or 0)),
        files=tuple(PaperFileRow(file.name, file.sha256, file.created_at) for file in files),
    )


_SAME = (
    *("id", "valid_until", "contract_kind", "contract", "note", "reason", "net_kop", "vat_kop", "contact_id"),
    *("task_id", "talk_id", "based_on_id", "version_of_id", "issued_at", "paid_on"),
)


def _line_row(line: PaperLine) -> PaperLineRow:
    same = {name: getattr(line, name) for name in PaperLineRow.__slots__ if name != "quantity"}
    return PaperLineRow(quantity=Decimal(line.quantity_milli) / 1000, **same)
