"""What papers need of a client beside his card."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.i18n import N_, _
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.client_requisites import Requisites, RequisitesRow, set_requisites
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


class RequisitesForm(RecordDialog[bool]):
    """Answers True when it was saved."""

    KIND = "requisites"
    TITLE_WORD = N_("For papers")
    HELP_TEXT = N_(
        "Ground: «Договір № 45-Б від 01.02.2026». Who signs stands in the card; here the genitive, for the "
        "preamble of contracts. The last four are for budget institutions."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "RequisitesForm Form { height: auto; padding: 0; }"

    def __init__(self, known: RequisitesRow) -> None:
        super().__init__()
        self.about(known.client_id, known.version)
        self.known = known

    def body(self) -> ComposeResult:
        yield Form(
            *(TextField(name, _(label), getattr(self.known.fields, name)) for name, label in LABELS.items())
        )

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, client_id, version = self.office, self.known.client_id, self.version
        fields = Requisites(**values)

        def save() -> bool:
            office.call(set_requisites, client_id=client_id, version=version, fields=fields)
            return True

        return save
