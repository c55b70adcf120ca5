"""A tab of the client's card: one slot that a department fills."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar

from crm_tui.i18n import N_
from crm_tui.screens.dialling import Dialable
from crm_tui.usecases.client_card import ClientCard
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen


class CardTab:
    """What a department shows on a card: rows, the words of one row, and what its keys do.

    A tab that leaves `add`, `open` or `remove` as they are says that there is nothing of the kind here.
    """

    title: ClassVar[str] = ""
    empty: ClassVar[str] = N_("Nothing here yet")

    def columns(self) -> tuple[Column, ...]:
        raise NotImplementedError

    def rows(self, card: ClientCard) -> Sequence[Row]:
        raise NotImplementedError

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        """All that is known of a row, as text below the list."""
        raise NotImplementedError

    def count(self, card: ClientCard) -> int:
        """How many there are, shown beside the title; 0 shows none."""
        return len(self.rows(card))

    def dialable(self, card: ClientCard, row_id: Hashable | None) -> Dialable:
        """Whom the dialling key rings from this row: the client, unless the row names somebody nearer."""
        del row_id
        return Dialable(client_id=card.id)

    def add(self, screen: "ClientCardScreen") -> bool:
        """Insert: True when something opened."""
        del screen
        return False

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        """Enter and F2: True when something opened."""
        del screen, row_id
        return False

    def remove(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        """Delete: True when something was begun."""
        del screen, row_id
        return False
