"""Numbers of papers without gaps or doubles: per own firm, kind, year; taken in the paper's transaction."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from crm_tui.domain.papers import PaperKind
from crm_tui.store.scope import Unit
from crm_tui.store.tables import DocumentSeries


def take_number(unit: Unit, *, own_entity_id: int, kind: PaperKind, year: int) -> int:
    """The next number of a series, held until the transaction ends.

    Whoever asks at the same time waits; if the paper fails, its number is given again.
    """
    series = _series(unit, own_entity_id, kind, year)
    unit.change(series, last_number=series.last_number + 1)
    return series.last_number


def next_number(unit: Unit, *, own_entity_id: int, kind: PaperKind, year: int) -> int:
    """The number that `take_number` would give now; nothing is taken, and another may take it meanwhile."""
    known = unit.session.exec(_same(own_entity_id, kind, year)).first()
    return known.last_number + 1 if known else 1


def _same(own_entity_id: int, kind: PaperKind, year: int) -> SelectOfScalar[DocumentSeries]:
    return select(DocumentSeries).where(
        col(DocumentSeries.own_entity_id) == own_entity_id,
        col(DocumentSeries.kind) == kind.value,
        col(DocumentSeries.year) == year,
    )


def _series(unit: Unit, own_entity_id: int, kind: PaperKind, year: int) -> DocumentSeries:
    statement = _same(own_entity_id, kind, year).with_for_update()
    statement = statement.execution_options(populate_existing=True)
    known = unit.session.exec(statement).first()
    if known is not None:
        return known
    try:
        with unit.session.begin_nested():
            new = DocumentSeries(own_entity_id=own_entity_id, kind=kind.value, year=year)
            unit.session.add(new)
            unit.session.flush()
    except IntegrityError:
        # Another writer began the same series between our look and our insert; we wait for him.
        return unit.session.exec(statement).one()
    unit.log_insert(new)
    return new
