"""An own firm: its requisites, VAT, how its papers are numbered."""

from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.adapters.workplace import read_file
from crm_tui.domain.papers import LOGO_BYTES
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.file_pick import typed_file
from crm_tui.screens.genitive_offer import OffersGenitives, genitives
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.screens.record_form import RecordForm
from crm_tui.usecases.own_entities import (
    OwnEntityFields,
    OwnEntityRow,
    add_own_entity,
    edit_own_entity,
    remove_logo,
    set_logo,
)
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField
from crm_tui.widgets.text_block import TextBlock

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


class OwnEntityForm(BaseScreen[bool], RecordForm[bool], OffersGenitives):
    """Answers True when it was saved."""

    KIND = "own_entity"
    TITLE_WORD = N_("Own firm")
    HELP_TEXT = N_(
        "Genitives stand in the preamble of contracts: «в особі директора Іваненка Івана Івановича»; F7 "
        "takes what is suggested, it may be typed over. Numbers: {number}, РП-{number:07}, КЕП-{yy}/{number}."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = """
    OwnEntityForm Form { height: 1fr; }
    OwnEntityForm #logo { height: 1; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f6",
            "logo",
            N_("Logo"),
            id="own_entity.logo",
            tooltip=N_("A PNG or JPEG for its papers; - takes it off"),
        ),
        *OffersGenitives.BINDINGS,
    ]

    def __init__(self, known: OwnEntityRow | None = None) -> None:
        super().__init__()
        self.about(known.id if known else "new", known.version if known else 0)
        self.known = known

    def body(self) -> ComposeResult:
        values = self.known.fields if self.known else OwnEntityFields("", "", "")
        yield Form(*(_field(name, getattr(values, name)) for name in LABELS))
        yield TextBlock(_logo_words(self.known), id="logo")

    def on_mount(self) -> None:
        super().on_mount()
        self.offer_genitives()

    def on_form_changed(self) -> None:
        self.offer_genitives()

    def suggested(self) -> dict[str, str]:
        values = self.form.values()
        return genitives(values["head_position"], values["head_name"])

    def action_logo(self) -> None:
        """Asks for the file and takes it at once: a picture is no field of the form."""
        office, known = self.office, self.known
        if known is None:
            self.tell(_("Save the firm first, then give it a logo"))
            return

        def chosen(path: str | None) -> None:
            if path is not None:
                self.ask(lambda: take(path.strip()), self._logo_set, group="logo")

        def take(path: str) -> OwnEntityRow:
            if path == "-":
                return office.call(remove_logo, own_entity_id=known.id)
            content = read_file(typed_file(office, path), LOGO_BYTES)
            return office.call(set_logo, own_entity_id=known.id, content=content)

        self.app.push_screen(OneLineForm(_("Logo"), _("PNG or JPEG; - for none")), chosen)

    def _logo_set(self, firm: OwnEntityRow) -> None:
        self.known = firm
        self.query_one("#logo", TextBlock).say(_logo_words(firm))

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


def _logo_words(firm: OwnEntityRow | None) -> str:
    if firm is not None and firm.logo:
        return _("Its papers bear its logo; F6 changes it")
    return _("Its papers bear no logo; F6 gives one")


def _field(name: str, value: object) -> Field:
    label = _(LABELS[name])
    if isinstance(value, bool):
        return ChoiceField(name, label, [("", _("no")), ("1", _("yes"))], "1" if value else "")
    return TextField(name, label, str(value))
