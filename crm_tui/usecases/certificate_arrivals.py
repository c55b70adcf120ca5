"""Files of certificates that come through watched folders: what, when, from where, and what became of it.

A row is made when a file is first seen and is the job's memory between two turns: killed at any moment, the
next turn goes on from it, and nothing is taken twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, tuple_
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.arrivals import ArrivalState
from crm_tui.domain.permissions import Permission
from crm_tui.exchange.certificate_content import ReadFile
from crm_tui.i18n import _
from crm_tui.store.bulk import find_many
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Certificate, CertificateArrival, CertificateArrivalItem
from crm_tui.usecases.base import requires
from crm_tui.usecases.certificates import TakenRow, take_certificates
from crm_tui.usecases.kep_completing import complete_waiting_sets
from crm_tui.usecases.parts.certificate_rows import (
    CERTIFICATE,
    SELECT_CERTIFICATES,
    CertificateRow,
    certificate_row,
)
from crm_tui.usecases.parts.core import core, fetch, must

LONGEST_PAGE = 200
_ARRIVAL, _ITEM = core(CertificateArrival), core(CertificateArrivalItem)
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file in a watched folder as a turn of the job saw it."""

    department: str
    folder: str
    name: str
    path_key: str
    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class OpenArrival:
    """A file that is not put away yet, as the last turn saw it."""

    id: int
    folder: str
    path_key: str
    size: int
    changed_ns: int
    steady_since: datetime
    state: ArrivalState


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """A file that came: how many certificates were in it, how many of them new, how many still nobody's."""

    id: int
    seen_at: datetime
    done_at: datetime | None
    department: str
    folder: str
    name: str
    state: ArrivalState
    certificates: int
    new: int
    unknown: int
    sets: int
    why: str

    @property
    def cursor(self) -> Place:
        """Its place in the list."""
        return self.seen_at, self.id


@dataclass(frozen=True, slots=True)
class ArrivalPage:
    """Files that came, the newest first; `after` is where the next page begins."""

    rows: tuple[ArrivalRow, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class ArrivedCertificate:
    """A certificate of a file that came."""

    row: CertificateRow
    new: bool


@dataclass(frozen=True, slots=True)
class ArrivalCard:
    """A file that came, and what was in it."""

    row: ArrivalRow
    certificates: tuple[ArrivedCertificate, ...]


@requires(Permission.KEP_CERTIFICATE_READ)
def open_arrivals(unit: Unit) -> tuple[OpenArrival, ...]:
    """The files that are not put away yet."""
    names = OpenArrival.__slots__
    wanted = select(*(_ARRIVAL.c[name] for name in names)).where(_ARRIVAL.c.settled_at.is_(None))
    rows = fetch(unit, wanted.order_by(_ARRIVAL.c.id))
    return tuple(OpenArrival(**{name: getattr(row, name) for name in names}) for row in rows)


@requires(Permission.KEP_CERTIFICATE_WRITE, writes=True)
def note_seen(unit: Unit, *, seen: tuple[SeenFile, ...]) -> None:
    """Remembers files that were seen for the first time, or that changed since the turn before."""
    known = select_rows(CertificateArrival).where(
        col(CertificateArrival.settled_at).is_(None),
        col(CertificateArrival.path_key).in_([one.path_key for one in seen]),
    )
    rows = {row.path_key: row for row in unit.session.exec(known).all()}
    for one in seen:
        if (row := rows.get(one.path_key)) is not None:
            unit.change(row, size=one.size, changed_ns=one.changed_ns, steady_since=unit.now)
            continue
        unit.add(
            CertificateArrival(
                **{name: getattr(one, name) for name in SeenFile.__slots__},
                steady_since=unit.now,
                seen_at=unit.now,
            )
        )
    unit.notify("arrivals")


@requires(Permission.KEP_CERTIFICATE_WRITE, writes=True)
def take_arrival(unit: Unit, *, arrival_id: int, files: tuple[ReadFile, ...]) -> tuple[TakenRow, ...]:
    """Takes in certificates of a file that came, as `take_certificates`, and completes sets that waited.

    A part of a large file is one transaction; taken again after a kill, it changes nothing.
    """
    row = must(unit.lock(CertificateArrival, arrival_id), _("file that came"), arrival_id)
    told = take_certificates(unit, files=files)
    _put_items(unit, arrival_id, told)
    mine = tuple(one.sha256 for one in told if one.client is not None)
    completed = complete_waiting_sets(unit, sha256s=mine) if mine else ()
    if completed:
        unit.change(row, sets=row.sets + len(completed))
    return told


def _put_items(unit: Unit, arrival_id: int, told: Sequence[TakenRow]) -> None:
    new: dict[str, bool] = {}
    for one in told:
        if not one.of_ca:
            new[one.sha256] = new.get(one.sha256, False) or one.new
    wanted = select(_ITEM.c.certificate_id).where(_ITEM.c.arrival_id == arrival_id)
    there = {row.certificate_id for row in fetch(unit, wanted)}
    for sha256, number in find_many(unit, Certificate, "sha256", list(new), give=("id",)):
        if number not in there:
            unit.add(CertificateArrivalItem(arrival_id=arrival_id, certificate_id=number, new=new[sha256]))


@requires(Permission.KEP_CERTIFICATE_WRITE, writes=True)
def decide_arrival(unit: Unit, *, arrival_id: int, taken: bool, why: str) -> None:
    """All of a file is read: taken in, with what could not be read of it, or refused with the reason."""
    row = must(unit.lock(CertificateArrival, arrival_id), _("file that came"), arrival_id)
    if row.state is ArrivalState.WAITING:
        state = ArrivalState.TAKEN if taken else ArrivalState.REFUSED
        unit.change(row, state=state, why=why, done_at=unit.now)
        unit.notify("arrivals", arrival_id)


@requires(Permission.KEP_CERTIFICATE_WRITE, writes=True)
def settle_arrivals(unit: Unit, *, ids: tuple[int, ...]) -> None:
    """These files lie no more where they came; one that was not read before that is gone."""
    wanted = select_rows(CertificateArrival).where(
        col(CertificateArrival.id).in_(ids), col(CertificateArrival.settled_at).is_(None)
    )
    for row in unit.session.exec(wanted).all():
        gone = {"state": ArrivalState.GONE} if row.state is ArrivalState.WAITING else {}
        unit.change(row, settled_at=unit.now, **gone)
        unit.notify("arrivals", row.id)


@requires(Permission.KEP_CERTIFICATE_READ)
def list_arrivals(
    unit: Unit, *, state: ArrivalState | None = None, after: Place | None = None, limit: int = 100
) -> ArrivalPage:
    """A page of the files that came, the newest first."""
    limit, asked = max(1, min(limit, LONGEST_PAGE)), _SELECT
    place = tuple_(_ARRIVAL.c.seen_at, _ARRIVAL.c.id)
    if state is not None:
        asked = asked.where(_ARRIVAL.c.state == state)
    if after is not None:
        asked = asked.where(place < tuple_(*after))
    asked = asked.order_by(_ARRIVAL.c.seen_at.desc(), _ARRIVAL.c.id.desc()).limit(limit + 1)
    found = fetch(unit, asked)
    rows = _with_counts(unit, found[:limit])
    return ArrivalPage(rows, rows[-1].cursor if len(found) > limit else None)


@requires(Permission.KEP_CERTIFICATE_READ)
def show_arrival(unit: Unit, *, arrival_id: int) -> ArrivalCard:
    """A file that came, with its certificates: whose they are now."""
    found = fetch(unit, _SELECT.where(_ARRIVAL.c.id == arrival_id))
    (row,) = _with_counts(unit, [must(next(iter(found), None), _("file that came"), arrival_id)])
    items = select(_ITEM.c.certificate_id, _ITEM.c.new).where(_ITEM.c.arrival_id == arrival_id)
    new = {item.certificate_id: item.new for item in fetch(unit, items)}
    listed = SELECT_CERTIFICATES.where(
        CERTIFICATE.c.id.in_(select(_ITEM.c.certificate_id).where(_ITEM.c.arrival_id == arrival_id))
    )
    certificates = [certificate_row(unit, one) for one in fetch(unit, listed.order_by(CERTIFICATE.c.id))]
    return ArrivalCard(row, tuple(ArrivedCertificate(one, new[one.id]) for one in certificates))


_SHOWN = ("id", "seen_at", "done_at", "department", "folder", "name", "state", "sets", "why")
_SELECT = select(*(_ARRIVAL.c[name] for name in _SHOWN))
_COUNTS = (
    select(
        _ITEM.c.arrival_id,
        func.count().label("certificates"),
        func.sum(case((_ITEM.c.new, 1), else_=0)).label("new"),
        func.sum(case((CERTIFICATE.c.client_id.is_(None), 1), else_=0)).label("unknown"),
    )
    .select_from(_ITEM.join(CERTIFICATE, CERTIFICATE.c.id == _ITEM.c.certificate_id))
    .group_by(_ITEM.c.arrival_id)
)


def _with_counts(unit: Unit, found: Sequence[Any]) -> tuple[ArrivalRow, ...]:
    counted = _COUNTS.where(_ITEM.c.arrival_id.in_([row.id for row in found]))
    counts = {
        row.arrival_id: (int(row.certificates), int(row.new), int(row.unknown))
        for row in fetch(unit, counted)
    }
    rows = []
    for row in found:
        certificates, new, unknown = counts.get(row.id, (0, 0, 0))
        shown = {name: getattr(row, name) for name in _SHOWN}
        rows.append(ArrivalRow(**shown, certificates=certificates, new=new, unknown=unknown))
    return tuple(rows)
