"""A paper is drawn before the transaction that issues it, so that nobody waits while it is drawn.

Drawing takes a hundred times as long as writing. It is done with the number that comes next; the transaction
takes the drawing only when it is of the very paper that is stored, number and all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_tui.documents import shapes
from crm_tui.documents.pdf import get_ready
from crm_tui.domain.kinds import PaperState
from crm_tui.i18n import _
from crm_tui.store.scope import Unit, read_scope
from crm_tui.store.tables import OwnEntity, Paper, PaperFile
from crm_tui.store.turns import turn
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.files import keep_file
from crm_tui.usecases.parts.numbers import next_number
from crm_tui.usecases.parts.paper_print import printed, texts_folder
from crm_tui.usecases.parts.paper_rows import lines_of
from crm_tui.usecases.parts.paper_unfit import number_words, refuse_unfit

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.parts.paper_issue import Issued

TRIES = 3
"""Drawings made ahead; who lost so many races draws within his transaction, where there are none."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file and what it shows."""

    paper: shapes.Paper
    content: bytes


class Overtaken(Exception):  # noqa: N818  # says what happened: the paper is no longer what was drawn
    """What was drawn is not what would be stored now: another took the number, or something was changed."""


def drawn_ahead(office: "Office", issue: Callable[..., "Issued"], *, paper_id: int) -> "Issued":
    """Issues a paper with a drawing made outside of the transaction.

    Those who issue take turns, else each drawing but one of those made at a time would be for nothing.
    """
    get_ready()
    for _try in range(TRIES):
        with turn(office.store, "papers"):
            drawn = _draw(office, paper_id)
            try:
                return office.run(issue, paper_id=paper_id, drawn=drawn)
            except Overtaken:
                continue
    return office.run(issue, paper_id=paper_id)


def ready_to_draw(office: "Office", act: Callable[..., "Issued"], **asked: Any) -> "Issued":
    """Imports what drawing takes before an act that draws within its transaction, a rare one."""
    get_ready()
    return office.run(act, **asked)


def store_drawn(unit: Unit, paper: Paper, drawn: Drawn | None) -> None:
    """Stores the file of a paper: as it was drawn ahead, else drawn now. Raises Overtaken."""
    from crm_tui.documents.compose import file_name

    ready = printed(unit, paper)
    if drawn is not None and drawn.paper != ready:
        raise Overtaken
    content = drawn.content if drawn is not None else _render(ready, texts_folder(unit))
    unit.add(
        PaperFile(
            paper_id=paper.id or 0,
            sha256=keep_file(unit, content),
            name=file_name(ready),
            created_at=unit.now,
        )
    )


def _draw(office: "Office", paper_id: int) -> Drawn | None:
    """The paper with the number that it would get now; None for one that cannot be issued at all."""
    with read_scope(office.store, office.actor, now=office.clock()) as unit:
        ready, folder = _expected(unit, paper_id), texts_folder(unit)
    return Drawn(ready, _render(ready, folder)) if ready is not None else None


def _expected(unit: Unit, paper_id: int) -> shapes.Paper | None:
    paper = must(unit.session.get(Paper, paper_id), _("paper"), paper_id)
    if paper.state is not PaperState.DRAFT:
        return None
    own = must(unit.session.get(OwnEntity, paper.own_entity_id), _("own firm"), paper.own_entity_id)
    refuse_unfit(paper, own, lines_of(unit, paper_id))
    if paper.version_of_id is not None:
        number = unit.session.get_one(Paper, paper.version_of_id).number_text
    else:
        count = next_number(unit, own_entity_id=own.id or 0, kind=paper.kind, year=paper.day.year)
        number = number_words(paper, own, count)
    return printed(unit, paper, number=number)


def _render(ready: shapes.Paper, folder: Path | None) -> bytes:
    from crm_tui.documents.pdf import render_pdf

    return render_pdf(ready, templates_dir=folder)
