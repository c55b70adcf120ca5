"""One line of a paper in a dialog: what, how much, at which price, with which VAT."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.money import format_money, parse_money
from crm_tui.domain.papers import VatMode
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.paper_lines_field import vat_words
from crm_tui.usecases.parts.paper_lines import LineFields, sums_of
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField
from crm_tui.widgets.text_block import TextBlock


class PaperLineForm(BaseDialog[LineFields]):
    """Answers the line as typed. It belongs to the form below it, whose draft keeps it."""

    TITLE_WORD = N_("Line of the paper")
    HELP_TEXT = N_("Enter and Tab go to the next field; F2 takes the line.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = """
    PaperLineForm Form { height: auto; padding: 0; }
    PaperLineForm TextBlock { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Accept"), id="paper_line.save", tooltip=N_("Takes the line")),
    ]

    def __init__(self, line: LineFields, *, pays_vat: bool) -> None:
        super().__init__()
        self.line = line
        self.pays_vat = pays_vat

    def body(self) -> ComposeResult:
        line = self.line
        price = "" if line.price_kop is None else format_money(line.price_kop)
        fields: list[Field] = [
            TextField("quantity", _("Quantity"), f"{line.quantity.normalize():f}".replace(".", ",")),
            TextField("price", _("Price"), price, check=_check_price),
            TextField("name", _("What"), line.name),
            TextField("unit", _("Unit"), line.unit),
        ]
        if self.pays_vat:
            fields.append(
                ChoiceField("vat", _("VAT"), vat_words(), f"{line.vat.value} {int(line.includes_vat)}")
            )
        yield Form(*fields)
        yield TextBlock()

    def on_mount(self) -> None:
        self._sum()

    def on_form_changed(self) -> None:
        self._sum()

    def _sum(self) -> None:
        try:
            sums = sums_of(self._read(self.query_one(Form).values()), seller_pays_vat=self.pays_vat)
        except Refused:
            self.query_one(TextBlock).say("")
            return
        said = _("Sum {total}, VAT in it {vat}") if sums.vat_kop else _("Sum {total}")
        self.query_one(TextBlock).say(
            said.format(total=format_money(sums.total_kop), vat=format_money(sums.vat_kop))
        )

    def action_save(self) -> None:
        try:
            self.dismiss(self._read(self.query_one(Form).values()))
        except Refused as error:
            self.refuse(error)

    def _read(self, values: Mapping[str, str]) -> LineFields:
        price = parse_money(values["price"])
        if price is None or price < 0:
            raise Refused(_("{text} is no sum: write 1536 or 1536,00").format(text=values["price"]))
        if not values["name"]:
            raise Refused(_("Say what is sold"))
        code, _space, included = values.get(
            "vat", f"{self.line.vat.value} {int(self.line.includes_vat)}"
        ).partition(" ")
        return replace(
            self.line,
            name=values["name"],
            unit=values["unit"],
            quantity=_quantity(values["quantity"]),
            price_kop=price,
            vat=VatMode(code),
            includes_vat=included == "1",
        )


def _quantity(text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        found = Decimal(0)
    if not found.is_finite() or found <= 0:
        raise Refused(_("{text} is no quantity: write 1 or 1,5").format(text=text))
    return found


def _check_price(text: str) -> str:
    return "" if parse_money(text) is not None else _("Write a sum: 1536 or 1536,00")
