"""The first tab of a card: registration data, each field with its source."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar

from crm_tui.domain.kyiv import format_moment
from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import N_, _
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.client_words import FIELDS, field_value, one_line
from crm_tui.usecases.client_card import ClientCard
from crm_tui.usecases.warnings import end_warning
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen


class RegistrationTab(CardTab):
    """Fields and where they came from; any of them opens the form at that field."""

    title: ClassVar[str] = N_("Data")

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Field"), 20),
            Column(_("Value"), 30, flex=1),
            Column(_("Source"), 14, hide_below=70),
        )

    def rows(self, card: ClientCard) -> Sequence[Row]:
        shown = [
            Row(
                name,
                0,
                (_(word), field_value(name, getattr(card.fields, name)), _source(card.sources.get(name, ""))),
            )
            for name, word in FIELDS.items()
        ]
        warnings = [
            Row(
                ("warning", one.id),
                0,
                (_("Warning"), one_line(one.text), one_line(one.author)),
                "!",
                "warning",
            )
            for one in card.warnings
        ]
        made = f"{format_moment(card.created_at)} {one_line(card.created_by)}"
        files = [Row("files", 0, (_("Files"), str(card.attachments), ""))] if card.attachments else []
        return [*shown, *warnings, *files, Row("created", 0, (_("Created"), made, ""))]

    def count(self, card: ClientCard) -> int:
        del card
        return 0

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        value = getattr(card.fields, str(row_id), "")
        return clean_multiline(str(value)) if row_id in {"note", "legal_address", "mail_address"} else ""

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        if row_id == "files":
            screen.action_files()
        elif isinstance(row_id, tuple):
            screen.edit_warning(next(one for one in screen.card.warnings if one.id == row_id[1]))
        else:
            screen.edit_client(str(row_id) if row_id in FIELDS else "")
        return True

    def add(self, screen: "ClientCardScreen") -> bool:
        screen.action_warn()
        return True

    def remove(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        if not isinstance(row_id, tuple):
            return False
        office, warning_id = screen.office, row_id[1]
        screen.ask_and_remove(
            _("The warning will be taken off the card; it stays in the history."),
            lambda: office.call(end_warning, warning_id=warning_id),
        )
        return True


SOURCES = {"certificate": N_("certificate"), "import": N_("import")}


def _source(source: str) -> str:
    return _(SOURCES[source]) if source in SOURCES else source
