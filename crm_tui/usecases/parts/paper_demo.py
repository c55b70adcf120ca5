"""Papers of a demo office are written by the thousand without files; each is drawn when first asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crm_tui.documents.pdf import get_ready
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import system_actor
from crm_tui.i18n import _
from crm_tui.store.scope import Unit, write_scope
from crm_tui.store.tables import Paper, Setting
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.paper_drawing import store_drawn
from crm_tui.usecases.parts.paper_rows import PaperCard, PaperFileRow, paper_card

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office


class NoFile(Refused):
    """An issued paper has no file; `paper_id` says which."""

    def __init__(self, message: str, *, paper_id: int) -> None:
        super().__init__(message)
        self.paper_id = paper_id


def file_of(card: PaperCard) -> PaperFileRow:
    """What an issued paper was issued as; NoFile when it is gone."""
    if not card.files:
        raise no_file(card.id)
    return card.files[0]


def no_file(paper_id: int) -> NoFile:
    """What is raised for an issued paper without its file."""
    said = _("The file of this paper is not in the store; restore it from a backup")
    return NoFile(said, paper_id=paper_id)


def with_demo_file(office: "Office", act: Callable[..., Any], **asked: Any) -> Any:
    """Does what takes papers' files; in a demo office each that is not there yet is made first."""
    drawn = set[int]()
    while True:
        try:
            return office.run(act, **asked)
        except NoFile as missing:
            if missing.paper_id in drawn or not _drawn(office, missing.paper_id):
                raise
            drawn.add(missing.paper_id)


def _drawn(office: "Office", paper_id: int) -> bool:
    get_ready()
    actor = system_actor("demo")
    with write_scope(office.store, actor, act="demo.draw_paper", now=office.clock()) as unit:
        if unit.session.get(Setting, "demo") is None:
            return False
        _draw(unit, paper_id)
        return True


def _draw(unit: Unit, paper_id: int) -> None:
    paper = must(unit.lock(Paper, paper_id), _("paper"), paper_id)
    if not paper_card(unit, paper).files:  # another asked at the same time
        store_drawn(unit, paper, None)
