"""Half-typed forms of any kind, kept per person until they are saved or thrown away. Not in the log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Draft
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch
from crm_tui.usecases.parts.me import my_id

LONGEST = 200_000
_DRAFT = core(Draft)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form's text as it was last typed: `form` names the screen, `subject` the record it is about."""

    form: str
    subject: str
    body: str
    updated_at: datetime


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def keep_draft(unit: Unit, *, form: str, subject: str = "", body: str) -> datetime:
    """Keeps what is typed in a form; one draft per person, form and subject."""
    if len(body) > LONGEST:
        raise Refused(_("This form is too long to be kept as a draft"))
    mine = select_rows(Draft).where(
        col(Draft.employee_id) == my_id(unit), col(Draft.form) == form, col(Draft.subject) == subject
    )
    draft = unit.session.exec(mine).first()
    if draft is None:
        try:
            with unit.session.begin_nested():
                draft = Draft(employee_id=my_id(unit), form=form, subject=subject, body=body)
                unit.session.add(draft)
                unit.session.flush()
        except IntegrityError:
            # Another screen of the same person began the same form between our look and our insert.
            draft = unit.session.exec(mine).one()
    draft.body, draft.updated_at = body, unit.now
    unit.session.flush()
    return unit.now


@requires(Permission.OFFICE_OWN_READ)
def list_drafts(unit: Unit, *, form: str | None = None) -> tuple[DraftRow, ...]:
    """The actor's drafts, the newest first; of one form, or of all."""
    statement = select(_DRAFT).where(_DRAFT.c.employee_id == my_id(unit))
    if form is not None:
        statement = statement.where(_DRAFT.c.form == form)
    ordered = statement.order_by(_DRAFT.c.updated_at.desc(), _DRAFT.c.id.desc()).limit(200)
    return tuple(DraftRow(row.form, row.subject, row.body, row.updated_at) for row in fetch(unit, ordered))


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def drop_draft(unit: Unit, *, form: str, subject: str = "") -> None:
    """Forgets a draft: its form was saved or thrown away."""
    unit.session.execute(
        delete(Draft).where(
            col(Draft.employee_id) == my_id(unit), col(Draft.form) == form, col(Draft.subject) == subject
        )
    )
