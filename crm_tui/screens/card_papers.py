"""The papers of a client, the newest first."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar

from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.paper_opening import open_paper, open_paper_form
from crm_tui.screens.paper_words import KINDS, number_of, paper_columns, paper_detail, paper_row
from crm_tui.usecases.client_card import ClientCard
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen


class PapersTab(CardTab):
    """Offers, invoices, acts, contracts; Insert begins one."""

    title: ClassVar[str] = N_("Papers")
    empty: ClassVar[str] = N_("No papers yet. Insert begins one.")

    def columns(self) -> tuple[Column, ...]:
        return paper_columns(with_client=False)

    def rows(self, card: ClientCard) -> Sequence[Row]:
        return [paper_row(paper, with_client=False) for paper in card.papers]

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        return paper_detail(next(one for one in card.papers if one.id == row_id))

    def add(self, screen: "ClientCardScreen") -> bool:
        if not screen.office.can(Permission.PAPERS_PAPER_EDIT):
            return False
        kinds = list(PaperKind)

        def begin(place: int | None) -> None:
            if place is not None:
                open_paper_form(screen.app, kinds[place], client_id=screen.card.id, then=screen.changed)

        words = [_(KINDS[kind]) for kind in kinds]
        screen.app.push_screen(ChoicePick(words, kinds.index(PaperKind.INVOICE)), begin)
        return True

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        open_paper(screen.app, number_of(row_id), then=screen.changed)
        return True
