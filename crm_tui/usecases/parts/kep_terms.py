"""What certificates do to the client's service: its term is theirs, so its renewal task comes by itself."""

from sqlmodel import col, select

from crm_tui.domain.kinds import TermSource
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientService, ClientServiceTerm, KepSet, KepSetKind
from crm_tui.usecases.parts.term_rows import close_renewals, last_term, note_term


def put_term(unit: Unit, found: KepSet) -> None:
    """The term of the set's certificates becomes that of the client's service, which begins if need be."""
    kind = unit.session.get_one(KepSetKind, found.kind_id)
    row = unit.lock(ClientService, found.client_service_id) if found.client_service_id is not None else None
    if row is None:
        row = unit.add(
            ClientService(
                client_id=found.client_id,
                service_id=kind.service_id,
                manager_id=found.manager_id,
                valid_from=found.valid_from,
                valid_to=found.valid_to,
                anchor=found.valid_from,
                source=TermSource.KEP,
                created_at=unit.now,
            )
        )
        unit.change(found, client_service_id=row.id)
    else:
        unit.change(
            row,
            service_id=kind.service_id,
            valid_from=found.valid_from,
            valid_to=found.valid_to,
            anchor=found.valid_from,
            source=TermSource.KEP,
            ended_at=None,
        )
        close_renewals(unit, row.id or 0)
    note_term(unit, row, valid_from=found.valid_from, source=TermSource.KEP)


def take_term_back(unit: Unit, found: KepSet, reason: str) -> None:
    """The set's certificates count no more: the service has its term before them again, or is over."""
    row = unit.lock(ClientService, found.client_service_id) if found.client_service_id is not None else None
    if row is None or (row.valid_from, row.valid_to) != (found.valid_from, found.valid_to):
        return
    last = last_term(unit, row.id or 0)
    before = _term_before(unit, row, last)
    if before is None:
        unit.change(row, ended_at=unit.now)
        close_renewals(unit, row.id or 0, refused=True)
        return
    unit.change(row, valid_from=before.valid_from, valid_to=before.valid_to, anchor=before.valid_from)
    note_term(
        unit,
        row,
        valid_from=before.valid_from,
        source=TermSource.KEP,
        corrects=last.id if last else None,
        note=reason,
    )


def _term_before(unit: Unit, row: ClientService, last: ClientServiceTerm | None) -> ClientServiceTerm | None:
    """The newest line of the history that tells of another term than the present one."""
    statement = select(ClientServiceTerm).where(
        col(ClientServiceTerm.client_service_id) == row.id,
        col(ClientServiceTerm.valid_to).is_distinct_from(row.valid_to),
        col(ClientServiceTerm.id) < (last.id if last else 0),
    )
    return unit.session.exec(statement.order_by(col(ClientServiceTerm.id).desc())).first()
