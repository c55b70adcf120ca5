"""A contact: a new one with his numbers, or the data of one who is there."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.phone_list import parse_phones
from crm_tui.i18n import N_, _
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.contacts import ContactRow, NewContact, NewPhone, add_contact, save_contact
from crm_tui.widgets.form import ChoiceField, Form, NoteField, TextField


class ContactForm(RecordDialog[bool]):
    """Answers True when something was saved. Numbers stand in one line, by commas, as they are written."""

    KIND = "contact"
    TITLE_WORD = N_("Contact")
    HELP_TEXT = N_("Enter and Tab go to the next field; F2 saves. What is typed is kept as a draft.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "ContactForm Form { height: auto; padding: 0; }"

    def __init__(self, client_id: int, contact: ContactRow | None = None) -> None:
        # The position is of his place here, so another client's form of the same person is another draft.
        super().__init__()
        self.about(f"{client_id}/{contact.id if contact else 'new'}", contact.version if contact else 0)
        self.client_id = client_id
        self.contact = contact

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

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, client_id, known, version = self.office, self.client_id, self.contact, self.version
        typed, was = _contact(values), _contact(self.was)

        def save() -> bool:
            if known is None:
                office.call(add_contact, client_id=client_id, contact=typed)
            else:
                office.call(
                    save_contact,
                    client_id=client_id,
                    contact_id=known.id,
                    version=version,
                    was=was,
                    typed=typed,
                )
            return True

        return save


def _contact(values: Mapping[str, str]) -> NewContact:
    texts = (text.strip() for text in values["phones"].replace(";", ",").split(","))
    return NewContact(
        full_name=values["full_name"],
        position=values["position"],
        email=values["email"],
        note=values["note"],
        phones=tuple(NewPhone(text) for text in texts if text),
        main=bool(values["main"]),
    )
