"""The next term of a client's service, under the terms it had."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.day_words import day_of
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, format_moment, today
from crm_tui.domain.renewals import Renewed
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.day_words import check_term_day
from crm_tui.screens.record_form import RecordDialog
from crm_tui.screens.service_words import TERM_SOURCES
from crm_tui.usecases.client_services import ClientServiceRow
from crm_tui.usecases.client_terms import TermRow, extend_client_service
from crm_tui.widgets.form import Form, TextField
from crm_tui.widgets.text_block import TextBlock

SHOWN = 6
"""So many of the last terms; all of them by `services history`."""


class ExtendForm(RecordDialog[bool]):
    """Answers True when it was extended. `coming` is the term by the service's rule, None: to be agreed."""

    KIND = "extend"
    TITLE_WORD = N_("Extend")
    HELP_TEXT = N_(
        "The last day comes from the contract's first day and the service's period; another one may be "
        "typed. F2 extends: the renewal task of the term is done with it."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = """
    ExtendForm Form { height: auto; padding: 0; }
    ExtendForm #terms { height: auto; max-height: 8; padding: 0 0 1 0; }
    """

    def __init__(self, service: ClientServiceRow, coming: Renewed | None, terms: tuple[TermRow, ...]) -> None:
        super().__init__()
        # Another draft for another end: what was typed about the former term says nothing of the next one.
        self.about(f"{service.id}/{service.valid_to}", 0)
        self.service, self.coming, self.terms = service, coming, terms

    def body(self) -> ComposeResult:
        now = today(self.office.clock())
        until = format_date(self.coming.valid_to) if self.coming else ""
        yield TextBlock("\n".join(term_line(one) for one in self.terms[:SHOWN]), id="terms")
        yield Form(
            TextField("until", _("Until"), until, check=lambda text: check_term_day(text, now)),
            TextField("note", _("Note"), max_length=200),
        )

    def on_mount(self) -> None:
        self.query_one("#box").border_title = one_line(self.service.service.name)

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, service, coming = self.office, self.service, self.coming
        until = day_of(values["until"], today(office.clock()))
        if until is None:
            raise Refused(_("Until: write the last day, for example 31.12.2026 or +1y"))
        agreed = None if coming is not None and until == coming.valid_to else until

        def save() -> bool:
            office.call(
                extend_client_service,
                client_service_id=service.id,
                seen=service.valid_to,
                until=agreed,
                note=values["note"],
            )
            return True

        return save


def term_line(term: TermRow) -> str:
    """A term in one line; a corrected one has a dot in front."""
    sign = "·" if term.corrected else " "
    author = one_line(term.author.name) if term.author else ""
    days = f"{day(term.valid_from) or '…'} — {day(term.valid_to) or '…'}"
    about = (_(TERM_SOURCES[term.source]), author, format_moment(term.created_at), one_line(term.note))
    return f"{sign} {days}  {', '.join(filter(None, about))}"
