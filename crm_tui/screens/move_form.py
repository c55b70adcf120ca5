"""A call moved to another client or service: where to, and why."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.i18n import N_, _
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.record_form import RecordDialog
from crm_tui.screens.service_pick import ServicePick
from crm_tui.usecases.call_moves import move_call
from crm_tui.usecases.calls import CallCard
from crm_tui.usecases.clients import ClientRow
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.form import Form, PickedField, TextField


class MoveForm(RecordDialog[CallCard]):
    """The client is the call's own at first, the service is left as it is; the caret stands at the reason."""

    KIND = "call_move"
    TITLE_WORD = N_("Move the call")
    HELP_TEXT = N_(
        "The call and its talks go to the client; with a service its support talks go to that service. The "
        "reason is kept, and moving back undoes it."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "MoveForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "service", N_("Service"), priority=True, id="move_form.service"),
        Binding("f7", "client", N_("Client"), priority=True, id="move_form.client"),
    ]

    def __init__(self, card: CallCard) -> None:
        super().__init__()
        self.about(card.call.id)
        self.card = card

    def body(self) -> ComposeResult:
        client = self.card.call.client
        yield Form(
            PickedField(
                "client_id", _("Client"), (str(client.id), one_line(client.name)) if client else ("", "")
            ),
            PickedField("service_id", _("Service"), ("", "")),
            TextField("reason", _("Why"), max_length=200),
        )

    def action_client(self) -> None:
        def take(row: ClientRow | None) -> None:
            if row is not None:
                self._picked("client_id").pick(str(row.id), one_line(row.name))

        self.shell.push_screen(ClientPick(), take)

    def action_service(self) -> None:
        def take(service: Named | None) -> None:
            if service is not None:
                self._picked("service_id").pick(str(service.id), one_line(service.name))

        self.shell.push_screen(ServicePick(), take)

    def _picked(self, name: str) -> PickedField:
        field = self.form.field(name)
        assert isinstance(field, PickedField)  # noqa: S101  # they are made so above
        return field

    def saving(self, values: Mapping[str, str]) -> Callable[[], CallCard]:
        client, service = self._picked("client_id").code, self._picked("service_id").code
        if not client:
            raise Refused(_("Choose the client by F7"))
        office, call_id, reason = self.office, self.card.call.id, values["reason"]
        to_service = int(service) if service else None
        return lambda: office.call(
            move_call, call_id=call_id, client_id=int(client), service_id=to_service, reason=reason
        )
