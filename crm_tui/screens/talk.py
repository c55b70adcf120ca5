"""The talk being written: client, contact, kind and call are in it already; service by one key, text, saved.

All that is typed goes into the draft in the store within a second, so a killed screen loses nothing else.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.day_words import day_of
from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.kinds import TalkKind
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.workdays import OfficeCalendar
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_words import TALK_KINDS
from crm_tui.screens.day_words import DAY_HELP, check_day
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.ring_subject import RingStage
from crm_tui.screens.talk_view import head_lines, service_choices
from crm_tui.screens.talk_wanted import TalkWanted
from crm_tui.usecases.office_calendar import office_calendar
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.talk_drafts import (
    TalkDraft,
    TalkFields,
    discard_draft,
    open_draft,
    save_draft,
    save_talk,
)
from crm_tui.widgets.form import ChoiceField, Form, NoteField, TextField
from crm_tui.widgets.line_view import LineView
from crm_tui.widgets.pick_line import PickLines

if TYPE_CHECKING:
    from textual.timer import Timer

    from crm_tui.screens.ring_desk import RingDesk
    from crm_tui.usecases.clients import ClientRow
    from crm_tui.usecases.talks import TalkRow


__all__ = ["TalkScreen", "TalkWanted"]


class TalkScreen(BaseScreen[None]):
    """One draft of a talk. Leaving keeps the draft; F2 makes it a record."""

    TITLE_WORD = N_("Talk")
    HELP_TEXT = N_(
        "What you type is kept as a draft within a second. A digit or Enter chooses the service; F2 saves. "
        "The day of the next call (+3, mon, 15.04) becomes its task when the talk is saved. "
        "The talk time comes by itself when the call ends."
    )
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    TalkScreen > #head { height: 3; }
    TalkScreen > Form { height: 1fr; }
    TalkScreen NoteField > TextBox { height: 1fr; min-height: 4; }
    TalkScreen NoteField { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Save"), id="talk.save", tooltip=N_("Writes the talk down")),
        Binding("f5", "hand_over", N_("Hand over"), id="talk.hand_over", tooltip=N_("Hands the call over")),
        Binding(
            "f3",
            "services",
            N_("Service"),
            priority=True,
            id="talk.services",
            tooltip=N_("Chooses from all services"),
        ),
        Binding(
            "f6",
            "kind",
            N_("Sale/support"),
            id="talk.kind",
            tooltip=N_("Changes the kind of the talk"),
        ),
        Binding(
            "f7",
            "client",
            N_("Client"),
            id="talk.client",
            tooltip=N_("Chooses the client of this talk"),
        ),
        Binding("escape", "leave", N_("Leave"), id="talk.leave", tooltip=N_("The draft is kept")),
        Binding(
            "alt+d", "discard", N_("Drop"), show=False, id="talk.discard", tooltip=N_("Throws the draft away")
        ),
    ]

    def __init__(self, desk: "RingDesk", draft: TalkDraft) -> None:
        super().__init__()
        self.desk, self.draft = desk, draft
        self._ticking: Timer | None = None
        self.calendar = OfficeCalendar()
        self._talking = False
        self._done = False

    def body(self) -> ComposeResult:
        draft = self.draft
        kinds = [(kind.value, _(word)) for kind, word in TALK_KINDS.items()]
        yield LineView(id="head")
        yield PickLines()
        yield Form(
            ChoiceField("kind", _("Kind"), kinds, draft.kind.value),
            TextField("result", _("Outcome"), max_length=200),
            NoteField("text", _("What was said")),
            TextField("next_call_on", _("Day of the next call"), check=self._check_day),
        )

    def on_mount(self) -> None:
        draft = self.draft
        # Filled after the form is mounted: words of a draft that came back count as half typed.
        self.query_one(Form).fill(
            {
                "result": draft.result,
                "text": draft.text,
                "next_call_on": format_date(draft.next_call_on) if draft.next_call_on else "",
            }
        )
        office = self.office
        self.ask(lambda: office.call(office_calendar), self._know, group="calendar")
        self._offer()
        self._first_focus()
        self._head()

    def on_screen_resume(self) -> None:
        self._head()
        self.look_again()

    def on_screen_suspend(self) -> None:
        self._stop()
        self._keep_soon()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A call can be handed over while one talks in it."""
        del parameters
        return self._talking if action == "hand_over" else True

    def dialable(self) -> Dialable | None:
        draft = self.draft
        if draft.client is None:
            return Dialable(call_id=draft.call_id) if draft.call_id is not None else None
        contact_id = draft.contact.id if draft.contact else None
        return Dialable(client_id=draft.client.id, contact_id=contact_id, talk_id=draft.id)

    def call_in_hand(self) -> int | None:
        return self.draft.call_id if self.draft.call_running else None

    # What is shown.

    @property
    def fields(self) -> TalkFields:
        """The form as it stands."""
        values, draft = self.query_one(Form).values(), self.draft
        return TalkFields(
            kind=TalkKind(values["kind"]),
            client_id=draft.client.id if draft.client else None,
            contact_id=draft.contact.id if draft.contact else None,
            service_id=draft.service.id if draft.service else None,
            result=values["result"],
            text=values["text"],
            next_call_on=day_of(values["next_call_on"], self._today),
        )

    @property
    def _today(self) -> date:
        return today(self.office.clock())

    def _know(self, calendar: OfficeCalendar) -> None:
        self.calendar = calendar

    def _check_day(self, text: str) -> str:
        return check_day(text, self._today, self.calendar)

    def look_again(self) -> None:
        """Something of this person's calls has changed: the call may have ended, its time be there."""
        office, draft_id = self.office, self.draft.id
        if self.is_attached and not self._done:
            self.ask(
                lambda: office.call(open_draft, talk_id=draft_id),
                self._seen_again,
                group="look",
                failed=self._lost,
            )

    def _seen_again(self, stored: TalkDraft) -> None:
        if stored.client != self.draft.client:
            self._with_client(stored)
            return
        # The service may have been chosen a moment ago and not be written yet.
        self.draft = replace(stored, service=self.draft.service, services=self.draft.services)
        self._head()

    def _lost(self, error: Exception) -> None:
        """The draft was saved or thrown away on another screen."""
        if not isinstance(error, NotFound):
            self.refuse(error)
            return
        self._done = True
        if self.is_current:
            self.dismiss()

    def _head(self) -> None:
        subject = self.desk.subject_of_call(self.draft.call_id)
        lines = head_lines(self.draft, subject, self.desk.now())
        self.query_one("#head", LineView).show(lines)
        talking = subject.stage is RingStage.TALKING if subject else self.draft.call_running
        if talking != self._talking:
            self._talking = talking
            self.refresh_bindings()
        if subject is None or not subject.runs or not self.is_current:
            self._stop()
        elif self._ticking is None:
            self._ticking = self.set_interval(1.0, self._head)

    def _stop(self) -> None:
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    def _offer(self) -> None:
        draft = self.draft
        none = _("F3 — choose a service") if draft.client else _("F7 — choose the client first")
        chosen = draft.service.id if draft.service else None
        self.query_one(PickLines).offer(service_choices(draft), chosen, none=none)

    def _first_focus(self) -> None:
        """The service first, unless it is known or there is none to choose by one key."""
        picks = self.query_one(PickLines)
        if self.draft.service is None and picks.choices:
            picks.focus()
        else:
            self._to_text()

    def _to_text(self) -> None:
        field = self.query_one(Form).field("text")
        assert isinstance(field, NoteField)  # noqa: S101  # it is made so above
        field.box.focus()

    # The draft.

    def keeper(self) -> Callable[[], None]:
        """How to write the draft down as it stands now; to be called in a thread."""
        office, draft_id, fields = self.office, self.draft.id, self.fields
        done = self._done

        def keep() -> None:
            if not done:
                office.call(save_draft, talk_id=draft_id, fields=fields)

        return keep

    def _keep_soon(self) -> None:
        if self._done or not self.is_attached:
            return
        office, draft_id, fields = self.office, self.draft.id, self.fields
        self.ask(
            lambda: office.call(save_draft, talk_id=draft_id, fields=fields),
            lambda _at: None,
            group="keep",
            failed=self._not_kept,
        )

    def _not_kept(self, error: Exception) -> None:
        # A draft that is being saved for good meanwhile is no loss.
        if not self._done:
            self.refuse(error)

    def on_form_draft(self) -> None:
        self._keep_soon()

    def on_pick_lines_picked(self, event: PickLines.Picked) -> None:
        service = next((one for one in self.draft.services if one.id == event.choice.id), None)
        self._take_service(service)

    def _take_service(self, service: Named | None) -> None:
        if service is None:
            return
        known = self.draft.services
        services = known if service in known else (*known[:8], service)
        self.draft = replace(self.draft, service=service, services=services)
        self._offer()
        self._to_text()
        self._keep_soon()

    # Keys.

    def action_save(self) -> None:
        office, draft_id, fields = self.office, self.draft.id, self.fields
        if self._done:
            return
        if self.query_one(Form).values()["next_call_on"].strip() and fields.next_call_on is None:
            self.refuse(Refused(_(DAY_HELP)))
            return
        self._done = True
        self.ask(
            lambda: office.call(save_talk, talk_id=draft_id, fields=fields),
            self._saved,
            group="save",
            failed=self._not_saved,
        )

    def _saved(self, row: "TalkRow") -> None:
        self.query_one(Form).settle()
        self.desk.talk_saved(row.call_id)
        self.dismiss()
        self.desk.say(_("The talk is saved"))

    def _not_saved(self, error: Exception) -> None:
        self._done = False
        self.refuse(error)
        if isinstance(error, Refused) and self.draft.service is None and self.draft.client is not None:
            self.query_one(PickLines).focus()

    def action_leave(self) -> None:
        office, draft_id, fields = self.office, self.draft.id, self.fields
        if self._done:
            return
        self._done = True
        self.ask(
            lambda: office.call(save_draft, talk_id=draft_id, fields=fields),
            lambda _at: self._leave(),
            group="save",
            failed=self._not_saved,
        )

    def _leave(self) -> None:
        self.dismiss()

    def action_discard(self) -> None:
        office, draft_id = self.office, self.draft.id
        self._done = True
        self.ask(
            lambda: office.call(discard_draft, talk_id=draft_id), lambda _none: self._leave(), group="save"
        )

    def action_hand_over(self) -> None:
        self.shell.action_hand_over()

    def action_kind(self) -> None:
        field = self.query_one(Form).field("kind")
        assert isinstance(field, ChoiceField)  # noqa: S101  # it is made so above
        field.line.action_step(1)

    def action_services(self) -> None:
        from crm_tui.screens.service_pick import ServicePick

        self.shell.push_screen(ServicePick(), self._take_service)

    def action_client(self) -> None:
        from crm_tui.screens.client_pick import ClientPick

        self.shell.push_screen(ClientPick(), self._take_client)

    def _take_client(self, row: "ClientRow | None") -> None:
        if row is None:
            return
        self.draft = replace(
            self.draft, client=Named(row.id, row.name), contact=None, service=None, services=()
        )
        fields, office, draft_id = self.fields, self.office, self.draft.id

        def keep() -> TalkDraft:
            office.call(save_draft, talk_id=draft_id, fields=fields)
            return office.call(open_draft, talk_id=draft_id)

        self.ask(keep, self._with_client, group="keep")

    def _with_client(self, stored: TalkDraft) -> None:
        self.draft = stored
        self._offer()
        self._head()
        self._first_focus()

    def plain_text(self) -> str:
        return "\n".join([self.query_one("#head", LineView).text, *self.query_one(Form).values().values()])
