"""Adding and editing a client: warnings as one types, likely duplicates, conflicts field by field."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from crm_tui.domain.certificate_offer import ClientOffer
from crm_tui.domain.clients import ClientDraft, Severity
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_duplicates import SAVE_ANYWAY, DuplicatesDialog, duplicate_words
from crm_tui.screens.client_problems import draft_of, problems_by_field
from crm_tui.screens.client_words import FIELDS, KINDS, one_line
from crm_tui.screens.record_form import RecordForm
from crm_tui.usecases.client_edit import NewContact, NewPhone, add_client, edit_client
from crm_tui.usecases.client_fill import CERTIFICATE, offer_for_code
from crm_tui.usecases.duplicates import Duplicate, duplicates_of
from crm_tui.usecases.parts.problem_words import words_of
from crm_tui.widgets.form import ChoiceField, Field, Form, NoteField, TextField
from crm_tui.widgets.text_block import TextBlock

LOOK_SECONDS = 0.3
"""Likely duplicates are looked for when nobody typed for so long."""


class ClientFormScreen(BaseScreen[int], RecordForm[int]):
    """A card as a form; leaves with the client's id when it was saved, with None otherwise.

    `phone` and `contact` are an unknown caller's, filled in and saved with the card; `call_id` is his call.
    """

    KIND = "client"
    TITLE_WORD = N_("Client's data")
    HELP_TEXT = N_("Enter and Tab go to the next field; F2 saves. What is typed is kept as a draft.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    ClientFormScreen #likely { height: 1; color: $warning; text-style: bold; }
    ClientFormScreen #offer { height: 1; display: none; color: $accent; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f6", "likely", N_("Likely ones"), id="client_form.likely", tooltip=N_("Cards like this one")
        ),
        Binding(
            "f7",
            "take_offer",
            N_("From certificates"),
            show=False,
            id="client_form.offer",
            tooltip=N_("Fills empty fields from stored certificates of this code"),
        ),
    ]

    def __init__(
        self,
        fields: ClientDraft | None = None,
        *,
        client_id: int | None = None,
        version: int = 0,
        phone: str = "",
        contact: str = "",
        call_id: int | None = None,
        at: str = "",
    ) -> None:
        super().__init__()
        self.about(client_id or phone, version)
        self.client_id = client_id
        self.at = at
        self._start = fields or ClientDraft()
        self._phone = phone
        self._contact = contact
        self.call_id = call_id
        self._likely: tuple[Duplicate, ...] = ()
        self._seen_likely = False
        self._look_timer: Timer | None = None
        self._asked_code = ""
        self._offer: ClientOffer | None = None
        self._taken: dict[str, str] = {}

    @property
    def is_new(self) -> bool:
        return self.client_id is None

    def body(self) -> ComposeResult:
        yield Form(*self._fields())
        yield TextBlock(id="likely")
        yield TextBlock(id="offer")

    def _fields(self) -> list[Field]:
        kinds = [(kind.value, _(word)) for kind, word in KINDS.items()]
        fields: list[Field] = []
        for name, word in FIELDS.items():
            value = str(getattr(self._start, name))
            if name == "kind":
                fields.append(ChoiceField(name, _(word), kinds, value))
            elif name == "note":
                fields.append(NoteField(name, _(word), value, lines=3))
            else:
                fields.append(TextField(name, _(word), value))
        if self.is_new:
            fields[3:3] = [
                TextField("contact", _("Contact"), self._contact),
                TextField("phone", _("Phone"), self._phone),
            ]
        return fields

    def on_mount(self) -> None:
        if self.at:
            self.query_one(
                f"#field-{self.at} Input, #field-{self.at} TextArea, #field-{self.at} ChoiceLine"
            ).focus()

    # Warnings, likely duplicates and the draft, as one types.

    def on_form_changed(self, event: Form.Changed) -> None:
        found = problems_by_field(event.form.values(), self.office.settings.pbx.city_code)
        for field in event.form.all_fields:
            problems = found.get(field.name or "", [])
            # An empty name is told when one saves, not before the first letter.
            field.warn("; ".join(words_of(one) for one in problems if one.code != "name_missing"))
        if self.is_new:
            if self._look_timer is not None:
                self._look_timer.stop()
            self._look_timer = self.set_timer(LOOK_SECONDS, self._look_for_likely)

    def _look_for_likely(self) -> None:
        office, draft = self.office, draft_of(self.query_one(Form).values())
        self.ask(lambda: office.call(duplicates_of, draft=draft), self._show_likely, group="likely")
        if draft.tax_code != self._asked_code:
            self._asked_code = code = draft.tax_code
            self.ask(lambda: office.call(offer_for_code, tax_code=code), self._show_offer, group="offer")

    def _show_offer(self, offer: ClientOffer | None) -> None:
        self._offer = offer
        line = self.query_one("#offer", TextBlock)
        line.display = offer is not None
        if offer is not None:
            told = ", ".join(filter(None, (one_line(offer.full_name), one_line(offer.head_name))))
            line.say(_("F7 fills in from certificates: {data}").format(data=told))

    def action_take_offer(self) -> None:
        """Fills what is still empty; nothing that was typed changes."""
        if self._offer is None:
            return
        form, offer = self.query_one(Form), self._offer
        typed = form.values()
        wanted = offer.values() | {"phone": offer.phone, "contact": offer.head_name or offer.full_name}
        self._taken = {name: value for name, value in wanted.items() if value and not typed[name].strip()}
        kind = {"kind": offer.kind.value} if typed["kind"] == ClientKind.LEGAL_ENTITY else {}
        form.fill(self._taken | kind)

    def _show_likely(self, likely: tuple[Duplicate, ...]) -> None:
        self._seen_likely = self._seen_likely and likely == self._likely
        self._likely = likely
        more = f" (+{len(likely) - 1})" if len(likely) > 1 else ""
        text = (
            _("F6: perhaps it is there already: {card}").format(card=duplicate_words(likely[0]))
            if likely
            else ""
        )
        self.query_one("#likely", TextBlock).say(text + more if likely else "")

    # Saving.

    def save(self) -> None:
        values = self.query_one(Form).values()
        errors = [
            (name, one)
            for name, problems in problems_by_field(values, self.office.settings.pbx.city_code).items()
            for one in problems
            if one.severity is Severity.ERROR
        ]
        if errors:
            name, first = errors[0]
            self.query_one(f"#field-{name} Input").focus()
            self.refuse(Refused(f"{_(FIELDS[name])}: {words_of(first)}"))
        elif self.is_new and not self._seen_likely:
            # Whoever saves faster than the look-out for duplicates is shown them all the same.
            office, draft = self.office, draft_of(values)
            self.ask(lambda: office.call(duplicates_of, draft=draft), self._looked, group="save")
        elif self.is_new:
            self._add(values)
        else:
            self._edit(values)

    def _looked(self, likely: tuple[Duplicate, ...]) -> None:
        self._show_likely(likely)
        if likely:
            self.action_likely()
        else:
            self._add(self.query_one(Form).values())

    def action_likely(self) -> None:
        """Shows the likely duplicates; the answer opens one of them, or saves all the same."""
        if self._likely:
            self._seen_likely = True
            self.app.push_screen(DuplicatesDialog(self._likely), self._likely_seen)

    def _likely_seen(self, answer: int | None) -> None:
        if answer == SAVE_ANYWAY:
            self._add(self.query_one(Form).values())
        elif answer is not None:
            self.saved(answer)

    def _add(self, values: Mapping[str, str]) -> None:
        office, draft, call_id = self.office, draft_of(values), self.call_id
        contacts = _contacts_of(values)
        sources = {
            name: CERTIFICATE
            for name, value in self._taken.items()
            if name in FIELDS and values[name] == value
        }
        self.ask(
            lambda: office.call(add_client, draft=draft, contacts=contacts, call_id=call_id, sources=sources),
            lambda saved: self.saved(saved.id),
            group="save",
        )

    def _edit(self, values: Mapping[str, str]) -> None:
        office, draft, client_id, version = self.office, draft_of(values), self.client_id, self.version
        assert client_id is not None  # noqa: S101  # a new card goes by _add
        self.ask(
            lambda: office.call(edit_client, client_id=client_id, version=version, draft=draft),
            lambda saved: self.saved(saved.id),
            group="save",
            failed=self.not_saved,
        )


def _contacts_of(values: Mapping[str, str]) -> tuple[NewContact, ...]:
    name, phone = values.get("contact", ""), values.get("phone", "")
    if not (name or phone):
        return ()
    phones = (NewPhone(phone),) if phone else ()
    return (NewContact(full_name=name, phones=phones, main=True),)
