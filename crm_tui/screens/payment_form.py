"""Entering a payment that came."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, parse_date, today
from crm_tui.domain.money import parse_money
from crm_tui.i18n import N_, _
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.clients import ClientRow
from crm_tui.usecases.own_entities import OwnEntityRow
from crm_tui.usecases.payments import PaymentCard, PaymentFields, add_payment
from crm_tui.widgets.checks import check_date
from crm_tui.widgets.form import ChoiceField, Form, PickedField, TextField


class PaymentForm(RecordDialog[PaymentCard]):
    """Answers the payment as it was entered."""

    KIND = "payment"
    TITLE_WORD = N_("Payment")
    HELP_TEXT = N_("F3 chooses the client, when it is known whose money it is; F2 saves.")
    AUTO_FOCUS = "#field-amount Input"
    DEFAULT_CSS: ClassVar[str] = "PaymentForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "client", N_("Client"), priority=True, id="payment.client"),
    ]

    def __init__(self, firms: Sequence[OwnEntityRow]) -> None:
        super().__init__()
        self.about("new")
        self.firms = firms

    def body(self) -> ComposeResult:
        now = today(self.office.clock())
        firms = [(str(one.id), one_line(one.fields.short_name)) for one in self.firms]
        yield Form(
            ChoiceField("own_entity_id", _("To our firm"), firms),
            TextField("day", _("Day"), format_date(now), check=lambda text: check_date(text, now)),
            TextField("amount", _("Sum"), check=_check_sum),
            PickedField("client_id", _("Client"), ("", "")),
            TextField("payer", _("Payer")),
            TextField("payer_code", _("His tax code")),
            TextField("document_number", _("Order number")),
            TextField("purpose", _("Purpose")),
        )

    def action_client(self) -> None:
        def take(client: ClientRow | None) -> None:
            field = self.form.field("client_id")
            if client is not None and isinstance(field, PickedField):
                field.pick(str(client.id), one_line(client.name))

        self.app.push_screen(ClientPick(), take)

    def saving(self, values: Mapping[str, str]) -> Callable[[], PaymentCard]:
        day, amount = (
            parse_date(values["day"], today=today(self.office.clock())),
            parse_money(values["amount"]),
        )
        if day is None:
            raise Refused(_("{text} is no date: write day.month.year").format(text=values["day"]))
        if amount is None:
            raise Refused(_("{text} is no sum: write 1536 or 1536,00").format(text=values["amount"]))
        if not values["own_entity_id"]:
            raise Refused(_("The office has no own firm yet"))
        client = values["client_id"].partition(" ")[0]
        fields = PaymentFields(
            own_entity_id=int(values["own_entity_id"]),
            day=day,
            amount_kop=amount,
            client_id=int(client) if client else None,
            **{name: values[name] for name in ("payer", "payer_code", "document_number", "purpose")},
        )
        office = self.office
        return lambda: office.call(add_payment, fields=fields)


def _check_sum(text: str) -> str:
    return _("Write a sum: 1536 or 1536,00") if text.strip() and parse_money(text) is None else ""
