"""Work without a call: what kind, when it began, how long, about what; new or one's own to put right."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TalkKind, WorkKind
from crm_tui.domain.kyiv import (
    format_date,
    format_length,
    format_moment,
    parse_length,
    parse_moment,
    today,
)
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen, Manners
from crm_tui.screens.call_words import WORKS
from crm_tui.screens.client_words import one_line
from crm_tui.screens.record_form import RecordForm
from crm_tui.screens.service_pick import ServicePick
from crm_tui.screens.work_words import overlap_words
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.talks import TalkFields, TalkRow
from crm_tui.usecases.work import WorkSaved, WorkTime, add_work, edit_work
from crm_tui.widgets.form import ChoiceField, Form, NoteField, PickedField, TextField
from crm_tui.widgets.text_block import TextBlock


class WorkScreen(BaseScreen[WorkSaved], RecordForm[WorkSaved]):
    """A support talk whose time is entered by hand."""

    KIND = "work"
    TITLE_WORD = N_("Work without a call")
    HELP_TEXT = N_(
        "Start: 24.11 10:30, or 10:30 for today. Length: 1:20 is an hour and twenty minutes, 80 are minutes. "
        "What is typed is kept as a draft."
    )
    AUTO_FOCUS = "ChoiceLine"
    DEFAULT_CSS: ClassVar[str] = """
    WorkScreen #head { height: 1; text-style: bold; }
    WorkScreen NoteField > TextBox { height: 1fr; min-height: 4; }
    WorkScreen NoteField { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "service", N_("Service"), priority=True, id="work_form.service"),
    ]

    def __init__(self, client: Named, service: Named | None = None, known: TalkRow | None = None) -> None:
        super().__init__()
        self.about(f"{known.id}" if known else f"{client.id}/new", known.version if known else 0)
        self.client, self.known = client, known
        self.service = known.service if known else service

    def body(self) -> ComposeResult:
        known, now = self.known, self.office.clock()
        works = [(work.value, _(word)) for work, word in WORKS.items()]
        began = format_moment(known.started_at) if known else f"{format_date(today(now))} "
        length = format_length(timedelta(milliseconds=known.talk_ms)) if known else ""
        yield TextBlock(one_line(self.client.name), id="head")
        yield Form(
            ChoiceField("work", _("What kind"), works, (known.work if known else None) or WorkKind.VISIT),
            TextField("started_at", _("Start"), began, check=self._check_start),
            TextField("length", _("Length"), length, check=_check_length),
            PickedField("service_id", _("Service"), _choice(self.service)),
            TextField("result", _("Outcome"), known.result if known else "", max_length=200),
            NoteField("text", _("What was done"), known.text if known else ""),
        )

    def _check_start(self, text: str) -> str:
        wrong = text.strip() and parse_moment(text, now=self.office.clock()) is None
        return _("day.month hour:minute") if wrong else ""

    def action_service(self) -> None:
        def take(service: Named | None) -> None:
            if service is not None:
                self._service.pick(*_choice(service))

        self.shell.push_screen(ServicePick(), take)

    @property
    def _service(self) -> PickedField:
        field = self.form.field("service_id")
        assert isinstance(field, PickedField)  # noqa: S101  # it is made so above
        return field

    def saving(self, values: Mapping[str, str]) -> Callable[[], WorkSaved]:
        started_at = parse_moment(values["started_at"], now=self.office.clock())
        length = parse_length(values["length"])
        if started_at is None:
            raise Refused(_("Start: write day.month hour:minute, for example 24.11 10:30"))
        if length is None:
            raise Refused(_("Length: write 1:20, or 80 for minutes"))
        office, known, version, service = self.office, self.known, self.version, self._service.code
        time = WorkTime(WorkKind(values["work"]), started_at, length)
        fields = TalkFields(
            kind=known.kind if known else TalkKind.SUPPORT,
            client_id=self.client.id,
            contact_id=known.contact.id if known and known.contact else None,
            service_id=int(service) if service else None,
            result=values["result"],
            text=values["text"],
        )
        if known is None:
            return lambda: office.call(add_work, fields=fields, time=time)
        return lambda: office.call(edit_work, talk_id=known.id, version=version, fields=fields, time=time)

    def saved(self, result: WorkSaved) -> None:
        super().saved(result)
        if result.overlaps and isinstance(self.app.screen, Manners):
            self.app.screen.tell(overlap_words(result))


def _check_length(text: str) -> str:
    return _("hours:minutes, or minutes") if text.strip() and parse_length(text) is None else ""


def _choice(one: Named | None) -> tuple[str, str]:
    return (str(one.id), one_line(one.name)) if one else ("", "")
