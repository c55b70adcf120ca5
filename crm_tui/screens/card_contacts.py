"""The contacts of a client, with all their numbers."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar

from crm_tui.domain.phone import display_phone
from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.client_words import PHONE_KINDS, one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.usecases.client_card import ClientCard
from crm_tui.usecases.contacts import ContactRow, PhoneRow, unlink_contact
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen


def phone_words(phone: PhoneRow) -> str:
    """A number with its kind and extension."""
    shown = display_phone(phone.e164) if phone.e164 else one_line(phone.as_typed)
    extension = _(" ext. {number}").format(number=phone.extension) if phone.extension else ""
    return f"{shown}{extension} ({_(PHONE_KINDS[phone.kind])})"


class ContactsTab(CardTab):
    """People one calls; the main one is marked, a shared one says with how many clients."""

    title: ClassVar[str] = N_("Contacts")

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Contact"), 20, flex=2),
            Column(_("Position"), 14, flex=1),
            Column(_("Phones"), 24, flex=1),
            Column(_("E-mail"), 20, hide_below=100),
        )

    def rows(self, card: ClientCard) -> Sequence[Row]:
        return [_row(contact) for contact in card.contacts]

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        contact = next(one for one in card.contacts if one.id == row_id)
        lines = [", ".join(map(phone_words, contact.phones)), one_line(contact.email)]
        if contact.shared > 1:
            others = contact.shared - 1
            lines.append(
                ngettext(
                    "The same contact stands for {n} more client",
                    "The same contact stands for {n} more clients",
                    others,
                ).format(n=others)
            )
        return "\n".join([line for line in lines if line] + [clean_multiline(contact.note)])

    def dialable(self, card: ClientCard, row_id: Hashable | None) -> Dialable:
        contact = next((one for one in card.contacts if one.id == row_id), None)
        return Dialable(client_id=card.id, contact_id=contact.id if contact else None)

    def add(self, screen: "ClientCardScreen") -> bool:
        screen.edit_contact(None)
        return True

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        screen.edit_contact(next(one for one in screen.card.contacts if one.id == row_id))
        return True

    def remove(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        contact = next(one for one in screen.card.contacts if one.id == row_id)
        office, client_id = screen.office, screen.client_id
        screen.ask_and_remove(
            _("{name} will no longer stand for this client. His calls and talks stay.").format(
                name=one_line(contact.full_name) or _("(no name)")
            ),
            lambda: office.call(unlink_contact, client_id=client_id, contact_id=contact.id),
        )
        return True


def _row(contact: ContactRow) -> Row:
    phones = ", ".join(
        display_phone(phone.e164) if phone.e164 else phone.as_typed for phone in contact.phones
    )
    cells = (
        one_line(contact.full_name) or _("(no name)"),
        one_line(contact.position),
        one_line(phones),
        one_line(contact.email),
    )
    return Row(contact.id, 0, cells, "*" if contact.main else "")
