"""The tasks for a client, open ones first."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar

from crm_tui.i18n import N_
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.task_form import TaskForm
from crm_tui.screens.task_rows import task_columns, task_detail, task_row
from crm_tui.usecases.client_card import ClientCard
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen


class TasksTab(CardTab):
    """What is to be done for the client."""

    title: ClassVar[str] = N_("Tasks")

    def columns(self) -> tuple[Column, ...]:
        return task_columns()[:-1]

    def rows(self, card: ClientCard) -> Sequence[Row]:
        rows = [task_row(task) for task in card.tasks]
        return [Row(row.id, row.key, row.cells[:-1], row.sign, row.style) for row in rows]

    def dialable(self, card: ClientCard, row_id: Hashable | None) -> Dialable:
        row = next((one for one in card.tasks if one.id == row_id), None)
        contact = row.contact if row else None
        return Dialable(
            client_id=card.id, contact_id=contact.id if contact else None, task_id=row.id if row else None
        )

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        return task_detail(next(one for one in card.tasks if one.id == row_id))

    def add(self, screen: "ClientCardScreen") -> bool:
        client = Named(screen.card.id, screen.card.name)
        screen.app.push_screen(TaskForm(client), screen.changed)
        return True

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        task = next(one for one in screen.card.tasks if one.id == row_id)
        screen.app.push_screen(TaskForm(known=task), screen.changed)
        return True
