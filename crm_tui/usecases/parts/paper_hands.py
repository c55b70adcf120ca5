"""A paper taken in hand to be changed, and telling others of the change."""

from crm_tui.domain.errors import Forbidden
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Paper
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.paper_rows import PaperCard, paper_card


def in_hand(unit: Unit, paper_id: int) -> Paper:
    """The paper, locked; a colleague's only with the right to."""
    paper = must(unit.lock(Paper, paper_id), _("paper"), paper_id)
    mine = paper.author_id == unit.actor.id
    if not (mine or allowed(unit.actor, Permission.PAPERS_PAPER_EDIT_OTHERS)):
        raise Forbidden(_("This paper is a colleague's: he, a head or an accountant can change it"))
    return paper


def tell(unit: Unit, paper: Paper) -> None:
    """Others look again at what shows this paper."""
    unit.notify("papers", paper.id)
    unit.notify("clients", paper.client_id)
    if paper.task_id is not None:
        unit.notify("tasks", paper.task_id)


def told(unit: Unit, paper: Paper) -> PaperCard:
    """The paper as it is now, and others told."""
    tell(unit, paper)
    return paper_card(unit, paper)
