"""Making and opening papers from anywhere: a card, a service, a task, another paper."""

from typing import TYPE_CHECKING, Any, cast

from textual.app import App

from crm_tui.domain.papers import PaperKind
from crm_tui.i18n import _
from crm_tui.screens.base import Manners
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.own_entities import OwnEntityRow, list_own_entities
from crm_tui.usecases.paper_drafts import Prepared, prepare_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from crm_tui.app import CrmApp


def open_paper_form(
    app: App[Any],
    kind: PaperKind,
    *,
    client_id: int | None = None,
    client_service_ids: tuple[int, ...] = (),
    task_id: int | None = None,
    based_on_id: int | None = None,
    then: "Callable[[object], None] | None" = None,
) -> None:
    """Begins a paper on the screen in front; `then` is told what was left (None: nothing was saved).

    An invoice that is there already for this task or renewal is told, and opened instead when wanted.
    """
    screen = app.screen
    if not isinstance(screen, Manners):
        return
    office = cast("CrmApp", app).office

    def read() -> tuple[Prepared, tuple[OwnEntityRow, ...]]:
        prepared = office.call(
            prepare_paper,
            kind=kind,
            client_id=client_id,
            client_service_ids=client_service_ids,
            task_id=task_id,
            based_on_id=based_on_id,
        )
        return prepared, office.call(list_own_entities)

    def open_form(found: tuple[Prepared, tuple[OwnEntityRow, ...]]) -> None:
        from crm_tui.screens.paper_form import PaperForm

        prepared, firms = found
        if prepared.exists is None:
            app.push_screen(PaperForm(prepared, firms), _after(app, then))
            return
        known = prepared.exists
        question = _("There is an invoice for this already: № {number}. Enter opens it.")
        app.push_screen(
            YesNo(question.format(number=known.number)),
            lambda yes: open_paper(app, known.id, then=then) if yes else None,
        )

    screen.ask(read, open_form, group="paper")


def open_paper(app: App[Any], paper_id: int, *, then: "Callable[[object], None] | None" = None) -> None:
    """Shows a paper."""
    from crm_tui.screens.paper_view import PaperScreen

    app.push_screen(PaperScreen(paper_id), then)


def _after(app: App[Any], then: "Callable[[object], None] | None") -> "Callable[[int | None], None]":
    """After a form was saved its paper is shown: from there it is issued, printed, sent."""

    def done(paper_id: int | None) -> None:
        if paper_id is not None:
            open_paper(app, paper_id, then=then)
        elif then is not None:
            then(None)

    return done
