"""A saved talk opened again by its author: kind, client, service, outcome and words can be put right."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import ChangedMeanwhile, Refused
from crm_tui.domain.kinds import TalkKind
from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen, Manners
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.client_words import TALK_KINDS, one_line
from crm_tui.screens.record_form import RecordForm
from crm_tui.screens.service_pick import ServicePick
from crm_tui.screens.work_form import WorkScreen
from crm_tui.usecases.clients import ClientRow
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.talks import TalkFields, TalkRow, edit_talk, show_talk
from crm_tui.widgets.form import ChoiceField, Form, NoteField, PickedField, TextField
from crm_tui.widgets.text_block import TextBlock


class TalkEditScreen(BaseScreen[bool], RecordForm[bool]):
    """Answers True when it was saved. The call, its time and the author of a talk never change."""

    KIND = "talk"
    TITLE_WORD = N_("Talk")
    HELP_TEXT = N_(
        "A saved talk is changed by its author only; every change is in the log. "
        "What is typed is kept as a draft."
    )
    AUTO_FOCUS = "TextArea"
    DEFAULT_CSS: ClassVar[str] = """
    TalkEditScreen #head { height: 1; text-style: bold; }
    TalkEditScreen NoteField > TextBox { height: 1fr; min-height: 4; }
    TalkEditScreen NoteField { height: 1fr; }
    """
    # With priority, for the text box has other uses for F6 and F7.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "service", N_("Service"), priority=True, id="talk_edit.service"),
        Binding("f6", "kind", N_("Sale/support"), priority=True, id="talk_edit.kind"),
        Binding("f7", "client", N_("Client"), priority=True, id="talk_edit.client"),
    ]

    def __init__(self, talk: TalkRow) -> None:
        super().__init__()
        self.about(talk.id, talk.version)
        self.talk = talk

    def body(self) -> ComposeResult:
        talk = self.talk
        kinds = [(kind.value, _(word)) for kind, word in TALK_KINDS.items()]
        yield TextBlock(_("Talk of {moment}").format(moment=format_moment(talk.started_at)), id="head")
        yield Form(
            ChoiceField("kind", _("Kind"), kinds, talk.kind.value),
            PickedField("client_id", _("Client"), _choice(talk.client)),
            PickedField("contact_id", _("Contact"), _choice(talk.contact)),
            PickedField("service_id", _("Service"), _choice(talk.service)),
            TextField("result", _("Outcome"), talk.result, max_length=200),
            NoteField("text", _("What was said"), talk.text),
        )

    def on_mount(self) -> None:
        field = self.form.field("text")
        assert isinstance(field, NoteField)  # noqa: S101  # it is made so above
        field.box.move_cursor(field.box.document.end)

    def action_kind(self) -> None:
        field = self.form.field("kind")
        assert isinstance(field, ChoiceField)  # noqa: S101  # it is made so above
        field.line.action_step(1)

    def action_service(self) -> None:
        def take(service: Named | None) -> None:
            if service is not None:
                self._picked("service_id").pick(*_choice(service))

        self.shell.push_screen(ServicePick(), take)

    def action_client(self) -> None:
        def take(row: ClientRow | None) -> None:
            if row is not None:
                self._picked("client_id").pick(*_choice(Named(row.id, row.name)))
                # Another client's person was not spoken with; the first choice of a picked field is nobody.
                self.form.fill({"contact_id": ""})

        self.shell.push_screen(ClientPick(), take)

    def _picked(self, name: str) -> PickedField:
        field = self.form.field(name)
        assert isinstance(field, PickedField)  # noqa: S101  # they are made so above
        return field

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, talk_id, version = self.office, self.talk.id, self.version
        ids = {name: self._picked(name).code for name in ("client_id", "contact_id", "service_id")}
        fields = TalkFields(
            kind=TalkKind(values["kind"]),
            client_id=_id(ids["client_id"]),
            contact_id=_id(ids["contact_id"]),
            service_id=_id(ids["service_id"]),
            result=values["result"],
            text=values["text"],
        )

        def save() -> bool:
            office.call(edit_talk, talk_id=talk_id, version=version, fields=fields)
            return True

        return save

    def not_saved(self, error: Exception) -> None:
        if not isinstance(error, ChangedMeanwhile):
            super().not_saved(error)
            return
        # A conflict tells ids; people read names.
        office, talk_id, told = self.office, self.talk.id, super().not_saved

        def named(now: TalkRow) -> None:
            for name, one in (
                ("client_id", now.client),
                ("contact_id", now.contact),
                ("service_id", now.service),
            ):
                if one is not None:
                    self._picked(name).learn(*_choice(one))
            told(error)

        self.ask(lambda: office.call(show_talk, talk_id=talk_id), named, group="names")


def edit_saved_talk(
    asker: Manners[Any], talk_id: int, author_id: int, then: Callable[[bool | None], None]
) -> None:
    """Opens a saved talk with all its words, if it is one's own; another's is told to be another's."""
    office = asker.office
    if author_id != office.actor.id:
        asker.refuse(Refused(_("Only its author changes a talk")))
        return

    def show(talk: TalkRow) -> None:
        if talk.work is not None and talk.client is not None:
            asker.app.push_screen(WorkScreen(talk.client, known=talk), lambda saved: then(saved is not None))
        else:
            asker.app.push_screen(TalkEditScreen(talk), then)

    asker.ask(lambda: office.call(show_talk, talk_id=talk_id), show, group="talk")


def _choice(one: Named | None) -> tuple[str, str]:
    return (str(one.id), one_line(one.name)) if one else ("", "")


def _id(code: str) -> int | None:
    return int(code) if code else None
