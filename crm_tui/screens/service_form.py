"""A client's service: which one, its term, a note."""

from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import parse_date, today
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import day, one_line
from crm_tui.usecases.client_services import ClientServiceRow, add_client_service, edit_client_service
from crm_tui.usecases.services import ServiceRow
from crm_tui.widgets.checks import check_date
from crm_tui.widgets.form import ChoiceField, Field, Form, NoteField, TextField


class ServiceForm(BaseDialog[bool]):
    """Answers True when it was saved. `services` is the catalogue to choose from."""

    TITLE_WORD = N_("Client's service")
    AUTO_FOCUS = "ChoiceLine, Input"
    DEFAULT_CSS = "ServiceForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Save"), id="service_form.save"),
    ]

    def __init__(
        self, client_id: int, services: tuple[ServiceRow, ...], known: ClientServiceRow | None = None
    ) -> None:
        super().__init__()
        self.client_id = client_id
        self.services = services
        self.known = known

    def body(self) -> ComposeResult:
        known, now = self.known, today(self.office.clock())
        fields: list[Field] = []
        if known is None:
            choices = [(str(one.id), "  " * one.depth + one_line(one.name)) for one in self.services]
            fields.append(ChoiceField("service", _("Service"), choices))
        fields += [
            TextField(
                "valid_from",
                _("From"),
                day(known.valid_from if known else now),
                check=lambda text: check_date(text, now),
            ),
            TextField(
                "valid_to",
                _("Until"),
                day(known.valid_to) if known else "",
                check=lambda text: check_date(text, now),
            ),
            NoteField("note", _("Note"), known.note if known else "", lines=3),
        ]
        yield Form(*fields)

    def on_mount(self) -> None:
        if self.known is not None:
            self.query_one("#box").border_title = one_line(self.known.service.name)

    def action_save(self) -> None:
        office, values = self.office, self.query_one(Form).values()
        try:
            since, until = self._date(values["valid_from"]), self._date(values["valid_to"])
        except Refused as error:
            self.refuse(error)
            return
        known, client_id, note = self.known, self.client_id, values["note"]
        if known is not None:
            self.ask(
                lambda: office.call(
                    edit_client_service,
                    client_service_id=known.id,
                    version=known.version,
                    valid_from=since,
                    valid_to=until,
                    note=note,
                ),
                self._saved,
            )
        elif values["service"]:
            self.ask(
                lambda: office.call(
                    add_client_service,
                    client_id=client_id,
                    service_id=int(values["service"]),
                    valid_from=since,
                    valid_to=until,
                    note=note,
                ),
                self._saved,
            )

    def _date(self, text: str) -> date | None:
        found = parse_date(text, today=today(self.office.clock()))
        if text.strip() and found is None:
            raise Refused(_("{text} is no date: write day.month.year").format(text=text))
        return found

    def _saved(self, _row: ClientServiceRow) -> None:
        self.dismiss(True)
