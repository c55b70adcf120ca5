"""What papers need of a client beside his card."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.base import Manners
from crm_tui.screens.client_words import one_line
from crm_tui.screens.genitive_offer import OffersGenitives
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.client_requisites import (
    Genitives,
    Requisites,
    RequisitesRow,
    set_requisites,
    show_requisites,
    suggest_genitives,
)
from crm_tui.widgets.form import Form, TextField

LABELS = {
    "contract": N_("Ground"),
    "iban": N_("IBAN"),
    "bank": N_("Bank"),
    "tax_status": N_("Tax status"),
    "head_position_genitive": N_("Position, genitive"),
    "head_name_genitive": N_("Name, genitive"),
    "acts_on": N_("Acts on (genitive)"),
    "treasury": N_("Treasury body"),
    "procurement": N_("Prozorro or ground"),
    "purchase_code": N_("Code ДК 021:2015"),
    "economic_code": N_("КЕКВ"),
}
"""The fields in the order of the form."""


class RequisitesForm(RecordDialog[bool], OffersGenitives):
    """Answers True when it was saved. `offered`: who signs as the card has him, in the genitive."""

    KIND = "requisites"
    TITLE_WORD = N_("For papers")
    HELP_TEXT = N_(
        "Ground: «Договір № 45-Б від 01.02.2026». Who signs stands in the card; here the genitive, for the "
        "preamble of contracts: F7 takes what is suggested. The last four are for budget institutions."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "RequisitesForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [*OffersGenitives.BINDINGS]

    def __init__(self, known: RequisitesRow, offered: Genitives) -> None:
        super().__init__()
        self.about(known.client_id, known.version)
        self.known, self.offered = known, offered

    def body(self) -> ComposeResult:
        yield Form(
            *(TextField(name, _(label), getattr(self.known.fields, name)) for name, label in LABELS.items())
        )

    def on_mount(self) -> None:
        super().on_mount()
        self.offer_genitives()

    def suggested(self) -> dict[str, str]:
        return {name: one_line(words) for name, words in asdict(self.offered).items()}

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, client_id, version = self.office, self.known.client_id, self.version
        fields = Requisites(**values)

        def save() -> bool:
            office.call(set_requisites, client_id=client_id, version=version, fields=fields)
            return True

        return save


def open_requisites(screen: Manners[Any], client_id: int, *, then: Callable[[bool | None], None]) -> None:
    """Reads the client's requisites with what is suggested, and shows the form."""
    office = screen.office

    def read() -> tuple[RequisitesRow, Genitives]:
        known = office.call(show_requisites, client_id=client_id)
        return known, office.call(suggest_genitives, client_id=client_id)

    def opened(found: tuple[RequisitesRow, Genitives]) -> None:
        screen.app.push_screen(RequisitesForm(*found), then)

    screen.ask(read, opened, group="requisites")
