"""Sets of certificates as rows and as cards."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.kep_sets import (
    DocumentsPlace,
    HolderKind,
    KepDuty,
    KepFacts,
    KepState,
    Payee,
    debts_of,
    kep_ref,
)
from crm_tui.domain.papers import VatMode
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Attachment, DispatchBox, KepHolder, KepSet, KepSetDocument, KepSetLine, Paper
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, client_name, core, fetch, named
from crm_tui.usecases.shapes import Named

KEP_SET, BOX, _INVOICE = core(KepSet), core(DispatchBox), core(Paper).alias("invoice")
_FILE = core(Attachment)
_ORDERED, _GENERATED = EMPLOYEE.alias("ordered_by"), EMPLOYEE.alias("generated_by")


class KepSetRow(NamedTuple):
    """A set in a list, with its dated facts (Kyiv days); `ref` is its identifier for payments.

    A named tuple as `TaskRow` is: the register makes a hundred of them at once.
    """

    id: int
    ref: str
    client: Named
    tax_code: str
    region: str
    kind: Named
    months: int
    state: KepState
    manager: Named | None
    invoice: Named | None
    own_kop: int
    ca_kop: int
    total_kop: int
    issued_on: date
    paid_on: date | None
    ordered_on: date | None
    ordered_by: Named | None
    generated_on: date | None
    generated_by: Named | None
    valid_from: date | None
    valid_to: date | None
    issuer: str
    documents_on: date | None
    documents_place: DocumentsPlace
    box: Named | None
    closed_on: date | None
    cancelled_on: date | None
    prro: bool
    version: int

    @property
    def facts(self) -> KepFacts:
        """Its days."""
        return KepFacts(
            self.issued_on,
            self.paid_on,
            self.ordered_on,
            self.generated_on,
            self.documents_on,
            self.cancelled_on,
        )

    @property
    def debts(self) -> dict[KepDuty, date]:
        """What is missing, since when."""
        return debts_of(self.facts)


@dataclass(frozen=True, slots=True)
class KepLineRow:
    """One line of what a set costs."""

    payee: Payee
    name: str
    unit: str
    price_kop: int
    vat: VatMode
    includes_vat: bool
    total_kop: int
    service_id: int | None


@dataclass(frozen=True, slots=True)
class KepHolderRow:
    """Whose certificates a set has."""

    kind: HolderKind
    name: str = ""
    position: str = ""
    rnokpp: str = ""


@dataclass(frozen=True, slots=True)
class KepDocumentRow:
    """A document of the checklist; `received_on` None: not yet; `scans` are the files attached as it."""

    place: int
    name: str
    received_on: date | None
    received_by: Named | None
    scans: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class KepSetCard:
    """All that is known of a set."""

    row: KepSetRow
    own_entity_id: int | None
    paid_by_hand: bool
    documents_by: Named | None
    cancelled_by: Named | None
    reason: str
    storage: str
    note: str
    client_service_id: int | None
    task_id: int | None
    lines: tuple[KepLineRow, ...]
    holders: tuple[KepHolderRow, ...]
    documents: tuple[KepDocumentRow, ...]


_PLAIN = (
    *("id", "months", "state", "own_kop", "ca_kop", "total_kop", "issued_on", "paid_on", "ordered_on"),
    *("generated_on", "valid_from", "valid_to", "issuer", "documents_on", "documents_place", "closed_on"),
    *("cancelled_on", "prro", "version"),
)
_POINTERS = ("client_id", "kind_id", "kind_name", "manager_id", "invoice_id", "box_id")
FROM_SETS = (
    KEP_SET.join(CLIENT, CLIENT.c.id == KEP_SET.c.client_id)
    .outerjoin(EMPLOYEE, EMPLOYEE.c.id == KEP_SET.c.manager_id)
    .outerjoin(_ORDERED, _ORDERED.c.id == KEP_SET.c.ordered_by_id)
    .outerjoin(_GENERATED, _GENERATED.c.id == KEP_SET.c.generated_by_id)
    .outerjoin(_INVOICE, _INVOICE.c.id == KEP_SET.c.invoice_id)
    .outerjoin(BOX, BOX.c.id == KEP_SET.c.box_id)
)
SELECT_SETS = select(
    *(KEP_SET.c[name] for name in (*_PLAIN, *_POINTERS, "ordered_by_id", "generated_by_id")),
    client_name().label("client_name"),
    CLIENT.c.tax_code,
    CLIENT.c.region,
    EMPLOYEE.c.full_name.label("manager_name"),
    _ORDERED.c.full_name.label("ordered_name"),
    _GENERATED.c.full_name.label("generated_name"),
    _INVOICE.c.number_text.label("invoice_number"),
    BOX.c.number.label("box_number"),
).select_from(FROM_SETS)


def set_row(row: Row[Any]) -> KepSetRow:
    """One row of SELECT_SETS."""
    return KepSetRow(
        ref=kep_ref(row.id),
        client=Named(row.client_id, row.client_name),
        tax_code=row.tax_code or "",
        region=row.region or "",
        kind=Named(row.kind_id, row.kind_name),
        manager=named(row.manager_id, row.manager_name),
        invoice=named(row.invoice_id, row.invoice_number),
        ordered_by=named(row.ordered_by_id, row.ordered_name),
        generated_by=named(row.generated_by_id, row.generated_name),
        box=named(row.box_id, str(row.box_number)),
        **{name: getattr(row, name) for name in _PLAIN},
    )


def set_lines(unit: Unit, set_id: int) -> list[KepSetLine]:
    """What the set costs, in order."""
    wanted = select_rows(KepSetLine).where(col(KepSetLine.set_id) == set_id)
    return list(unit.session.exec(wanted.order_by(col(KepSetLine.place))).all())


def set_holders(unit: Unit, set_id: int) -> list[KepHolder]:
    """Whose certificates it has, in order."""
    wanted = select_rows(KepHolder).where(col(KepHolder.set_id) == set_id)
    return list(unit.session.exec(wanted.order_by(col(KepHolder.place))).all())


def set_documents(unit: Unit, set_id: int) -> list[KepSetDocument]:
    """Its checklist, in order."""
    wanted = select_rows(KepSetDocument).where(col(KepSetDocument.set_id) == set_id)
    return list(unit.session.exec(wanted.order_by(col(KepSetDocument.place))).all())


def set_card(unit: Unit, found: KepSet) -> KepSetCard:
    """A set with its lines, holders and checklist."""
    number = found.id or 0
    (row,) = fetch(unit, SELECT_SETS.where(KEP_SET.c.id == number))
    documents = set_documents(unit, number)
    people = _names(
        unit, [found.documents_by_id, found.cancelled_by_id, *(one.received_by_id for one in documents)]
    )
    scans = _scans(unit, number)
    line = ("payee", "name", "unit", "price_kop", "vat", "includes_vat", "total_kop", "service_id")
    return KepSetCard(
        row=set_row(row),
        own_entity_id=found.own_entity_id,
        paid_by_hand=found.paid_by_hand,
        documents_by=people.get(found.documents_by_id),
        cancelled_by=people.get(found.cancelled_by_id),
        reason=found.reason,
        storage=found.storage,
        note=found.note,
        client_service_id=found.client_service_id,
        task_id=found.task_id,
        lines=tuple(
            KepLineRow(**{name: getattr(one, name) for name in line}) for one in set_lines(unit, number)
        ),
        holders=tuple(
            KepHolderRow(one.kind, one.name, one.position, one.rnokpp) for one in set_holders(unit, number)
        ),
        documents=tuple(
            KepDocumentRow(
                one.place,
                one.name,
                one.received_on,
                people.get(one.received_by_id),
                tuple(scans.get(one.id or 0, ())),
            )
            for one in documents
        ),
    )


def _scans(unit: Unit, set_id: int) -> dict[int, list[Named]]:
    """The files of the set that are documents of its checklist, the newest first."""
    wanted = (
        select(_FILE.c.document_id, _FILE.c.id, _FILE.c.name)
        .where(_FILE.c.set_id == set_id, _FILE.c.document_id.is_not(None), _FILE.c.removed_at.is_(None))
        .order_by(_FILE.c.id.desc())
    )
    found: dict[int, list[Named]] = {}
    for row in fetch(unit, wanted):
        found.setdefault(row.document_id, []).append(Named(row.id, row.name))
    return found


def _names(unit: Unit, ids: list[int | None]) -> dict[int | None, Named]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = fetch(unit, select(EMPLOYEE.c.id, EMPLOYEE.c.full_name).where(EMPLOYEE.c.id.in_(wanted)))
    return {row.id: Named(row.id, row.full_name) for row in rows}
