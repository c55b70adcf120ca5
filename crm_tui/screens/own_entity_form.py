"""An own firm: its requisites, VAT, how its papers are numbered."""

from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.record_form import RecordForm
from crm_tui.usecases.own_entities import OwnEntityFields, OwnEntityRow, add_own_entity, edit_own_entity
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField

LABELS = {
    "short_name": N_("Short name"),
    "full_name": N_("Full name"),
    "tax_code": N_("Tax code"),
    "vat_payer": N_("Pays VAT"),
    "vat_number": N_("VAT number"),
    "tax_status": N_("Tax status"),
    "iban": N_("IBAN"),
    "bank": N_("Bank"),
    "address": N_("Registered address"),
    "mail_address": N_("Mailing address"),
    "place": N_("City of papers"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "head_position": N_("Who signs: position"),
    "head_position_genitive": N_("the same, genitive"),
    "head_name": N_("Who signs: name"),
    "head_name_genitive": N_("name, genitive"),
    "acts_on": N_("Acts on (genitive)"),
    "number_form": N_("Form of numbers"),
    "active": N_("In use"),
}
"""The fields in the order of the form."""


class OwnEntityForm(BaseScreen[bool], RecordForm[bool]):
    """Answers True when it was saved."""

    KIND = "own_entity"
    TITLE_WORD = N_("Own firm")
    HELP_TEXT = N_(
        "Genitives stand in the preamble of contracts: «в особі директора Іваненка Івана Івановича»; they "
        "are typed, never made. Numbers: {number}, РП-{number:07}, КЕП-{yy}/{number}."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "OwnEntityForm Form { height: 1fr; }"

    def __init__(self, known: OwnEntityRow | None = None) -> None:
        super().__init__()
        self.about(known.id if known else "new", known.version if known else 0)
        self.known = known

    def body(self) -> ComposeResult:
        values = self.known.fields if self.known else OwnEntityFields("", "", "")
        yield Form(*(_field(name, getattr(values, name)) for name in LABELS))

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, known, version = self.office, self.known, self.version
        kinds = {one.name: one.type for one in fields_of(OwnEntityFields)}
        typed = {name: value == "1" if kinds[name] is bool else value for name, value in values.items()}
        fields = OwnEntityFields(**typed)  # type: ignore[arg-type]  # the kinds are those just asked for

        def save() -> bool:
            if known is None:
                office.call(add_own_entity, fields=fields)
            else:
                office.call(edit_own_entity, own_entity_id=known.id, version=version, fields=fields)
            return True

        return save


def _field(name: str, value: object) -> Field:
    label = _(LABELS[name])
    if isinstance(value, bool):
        return ChoiceField(name, label, [("", _("no")), ("1", _("yes"))], "1" if value else "")
    return TextField(name, label, str(value))
