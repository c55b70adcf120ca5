"""A contact: a new one with his numbers, or the data of one who is there."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import ChangedMeanwhile
from crm_tui.domain.phone_list import parse_phones
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.screens.conflict import ConflictDialog
from crm_tui.usecases.contacts import (
    ContactRow,
    NewContact,
    NewPhone,
    add_contact,
    add_phone,
    edit_contact,
    place_contact,
    remove_phone,
)
from crm_tui.usecases.office import Office
from crm_tui.widgets.form import ChoiceField, Form, NoteField, TextField


class ContactForm(BaseDialog[bool]):
    """Answers True when something was saved. Numbers stand in one line, by commas, as they are written."""

    TITLE_WORD = N_("Contact")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "ContactForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Save"), id="contact_form.save"),
    ]

    def __init__(self, client_id: int, contact: ContactRow | None = None) -> None:
        super().__init__()
        self.client_id = client_id
        self.contact = contact
        self.version = contact.version if contact else 0

    def body(self) -> ComposeResult:
        known = self.contact
        phones = ", ".join(phone.as_typed for phone in known.phones) if known else ""
        mains = [("", _("one of them")), ("1", _("the main one"))]
        yield Form(
            TextField("full_name", _("Contact"), known.full_name if known else ""),
            TextField("phones", _("Phones"), phones, check=self._check_phones),
            TextField("position", _("Position"), known.position if known else ""),
            TextField("email", _("E-mail"), known.email if known else ""),
            ChoiceField("main", _("Which one"), mains, "1" if known and known.main else ""),
            NoteField("note", _("Note"), known.note if known else "", lines=3),
        )

    def _check_phones(self, text: str) -> str:
        read = parse_phones(text, self.office.settings.pbx.city_code)
        wrong = [phone.as_typed for phone in read if phone.e164 is None]
        return _("not a phone number: {text}").format(text=", ".join(wrong)) if wrong else ""

    def action_save(self) -> None:
        office, values = self.office, self.query_one(Form).values()
        known, client_id, version = self.contact, self.client_id, self.version
        if known is None:
            new = NewContact(
                full_name=values["full_name"],
                position=values["position"],
                email=values["email"],
                note=values["note"],
                phones=tuple(NewPhone(text) for text in _texts(values["phones"])),
                main=bool(values["main"]),
            )
            self.ask(lambda: office.call(add_contact, client_id=client_id, contact=new), self._saved)
        else:
            self.ask(
                lambda: _save(office, client_id, known, version, values), self._saved, failed=self._not_saved
            )

    def _saved(self, _answer: object) -> None:
        self.dismiss(True)

    def _not_saved(self, error: Exception) -> None:
        if not isinstance(error, ChangedMeanwhile):
            self.refuse(error)
            return

        def settled(mine: set[str] | None) -> None:
            if mine is not None:
                theirs = {one.field: str(one.now or "") for one in error.changes if one.field not in mine}
                self.version = error.version
                self.query_one(Form).fill(theirs)
                self.action_save()

        words = {"full_name": _("Contact"), "email": _("E-mail"), "note": _("Note")}
        self.app.push_screen(
            ConflictDialog(error, lambda name, value: (words.get(name, name), one_line(str(value)))), settled
        )


def _texts(line: str) -> list[str]:
    return [text.strip() for text in line.replace(";", ",").split(",") if text.strip()]


def _save(office: Office, client_id: int, known: ContactRow, version: int, values: dict[str, str]) -> None:
    """The contact himself, then his place here, then the numbers that came and went."""
    office.call(
        edit_contact,
        contact_id=known.id,
        version=version,
        full_name=values["full_name"],
        email=values["email"],
        note=values["note"],
    )
    if (values["position"], bool(values["main"])) != (known.position, known.main):
        office.call(
            place_contact,
            client_id=client_id,
            contact_id=known.id,
            position=values["position"],
            main=bool(values["main"]),
        )
    typed = _texts(values["phones"])
    for text in typed:
        if text not in {phone.as_typed for phone in known.phones}:
            office.call(add_phone, contact_id=known.id, as_typed=text)
    for phone in known.phones:
        if phone.as_typed not in typed:
            office.call(remove_phone, phone_use_id=phone.id)
