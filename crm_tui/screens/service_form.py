"""A client's service: which one, its term, a note."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import parse_date, today
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.client_services import ClientServiceRow, add_client_service, edit_client_service
from crm_tui.usecases.services import ServiceRow
from crm_tui.widgets.checks import check_date
from crm_tui.widgets.form import ChoiceField, Field, Form, NoteField, TextField


class ServiceForm(RecordDialog[bool]):
    """Answers True when it was saved. `services` is the catalogue to choose from."""

    KIND = "service"
    TITLE_WORD = N_("Client's service")
    HELP_TEXT = N_("Enter and Tab go to the next field; F2 saves. What is typed is kept as a draft.")
    AUTO_FOCUS = "ChoiceLine, Input"
    DEFAULT_CSS: ClassVar[str] = "ServiceForm Form { height: auto; padding: 0; }"

    def __init__(
        self, client_id: int, services: tuple[ServiceRow, ...], known: ClientServiceRow | None = None
    ) -> None:
        super().__init__()
        self.about(f"{client_id}/{known.id if known else 'new'}", known.version if known else 0)
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

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, known, client_id, version = self.office, self.known, self.client_id, self.version
        since, until, note = self._date(values["valid_from"]), self._date(values["valid_to"]), values["note"]
        if known is None and not values["service"]:
            raise Refused(_("The list of services is empty: an admin fills it first"))

        def save() -> bool:
            if known is not None:
                office.call(
                    edit_client_service,
                    client_service_id=known.id,
                    version=version,
                    valid_from=since,
                    valid_to=until,
                    note=note,
                )
            else:
                office.call(
                    add_client_service,
                    client_id=client_id,
                    service_id=int(values["service"]),
                    valid_from=since,
                    valid_to=until,
                    note=note,
                )
            return True

        return save

    def _date(self, text: str) -> date | None:
        found = parse_date(text, today=today(self.office.clock()))
        if text.strip() and found is None:
            raise Refused(_("{text} is no date: write day.month.year").format(text=text))
        return found
