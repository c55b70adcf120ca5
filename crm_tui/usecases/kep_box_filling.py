"""Papers that go into a box on the way: all documents are here, and a new box is opened for them."""

from datetime import date

from crm_tui.domain.kep_sets import DocumentsPlace
from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_boxes import open_box
from crm_tui.usecases.kep_facts import complete_documents
from crm_tui.usecases.parts.kep_rows import KepSetCard


@requires(Permission.KEP_BOX_EDIT, writes=True)
def complete_in_new_box(
    unit: Unit, *, set_id: int, all_received: bool = False, day: date | None = None
) -> KepSetCard:
    """As `complete_documents` into a box opened for it; when that is refused, no box is opened either."""
    box = open_box(unit)
    return complete_documents(
        unit,
        set_id=set_id,
        place=DocumentsPlace.BOX,
        box_id=box.id,
        all_received=all_received,
        day=day,
    )
