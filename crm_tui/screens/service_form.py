"""A client's service: which one, its term, a note."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.day_words import day_of
from crm_tui.domain.errors import HasAlready, Refused
from crm_tui.domain.kyiv import today
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.day_words import check_term_day
from crm_tui.screens.record_form import RecordDialog
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.client_services import ClientServiceRow, add_client_service, edit_client_service
from crm_tui.usecases.services import ServiceRow
from crm_tui.widgets.form import ChoiceField, Field, Form, NoteField, TextField


class ServiceForm(RecordDialog[bool]):
    """Answers True when it was saved. `services` is the catalogue to choose from."""

    KIND = "service"
    TITLE_WORD = N_("Client's service")
    HELP_TEXT = N_(
        "Days: 15.04, +1m, mon, tomorrow. A new service without a last day runs for its period. "
        "Enter and Tab go to the next field; F2 saves. What is typed is kept as a draft."
    )
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
        self.one_more = False

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
                check=lambda text: check_term_day(text, now),
            ),
            TextField(
                "valid_to",
                _("Until"),
                day(known.valid_to) if known else "",
                check=lambda text: check_term_day(text, now),
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
        one_more = self.one_more
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
                    one_more=one_more,
                )
            return True

        return save

    def not_saved(self, error: Exception) -> None:
        """He has it already: Enter says that it is one more of the same."""
        if not isinstance(error, HasAlready):
            super().not_saved(error)
            return

        def answered(one_more: bool | None) -> None:
            if one_more:
                self.one_more = True
                self.save()

        self.app.push_screen(YesNo(_("{refusal}. Is it one more?").format(refusal=error)), answered)

    def _date(self, text: str) -> date | None:
        found = day_of(text, today(self.office.clock()))
        if text.strip() and found is None:
            raise Refused(_("{text} is no day: write 15.04.2026, +1m, mon").format(text=text))
        return found
