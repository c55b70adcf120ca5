"""What stands beside the list of clients on a wide screen: the client under the cursor, in short."""

from typing import TYPE_CHECKING

from textual.timer import Timer

from crm_tui.domain.errors import NotFound
from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import _
from crm_tui.screens.card_contacts import phone_words
from crm_tui.screens.card_services import SOON
from crm_tui.screens.client_words import day, left, one_line, tag_words
from crm_tui.usecases.client_card import ClientCard, show_client
from crm_tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from crm_tui.screens.clients import ClientsScreen

WIDE = 110
"""Cells from which there is room for it."""
PAUSE_SECONDS = 0.15
"""The cursor rests so long before its client is read: one that runs through the list reads nothing."""
CONTACTS = 6


class Preview:
    """Follows the cursor of a list; an answer about a client the cursor has left is dropped."""

    def __init__(self, screen: "ClientsScreen") -> None:
        self._screen = screen
        self._client: int | None = None
        self._pause: Timer | None = None

    def follow(self, client_id: int | None) -> None:
        """The cursor stands on this client now."""
        self._client = client_id
        if self._pause is not None:
            self._pause.stop()
        if client_id is not None and self._screen.size.width >= WIDE:
            self._pause = self._screen.set_timer(PAUSE_SECONDS, self._read)
        elif client_id is None:
            self._say("")

    def _read(self) -> None:
        office, client_id = self._screen.office, self._client
        if client_id is not None:
            self._screen.ask(
                lambda: office.call(show_client, client_id=client_id),
                self._show,
                group="preview",
                failed=self._gone,
            )

    def _show(self, card: ClientCard) -> None:
        if card.id == self._client:
            self._say(preview_words(card))

    def _gone(self, error: Exception) -> None:
        # Another person may have merged the card away meanwhile; the list tells so by itself.
        self._say("")
        if not isinstance(error, NotFound):
            self._screen.refuse(error)

    def _say(self, text: str) -> None:
        self._screen.query_one("#preview", TextBlock).say(text)


def preview_words(card: ClientCard) -> str:
    """Registration, warnings, contacts with numbers, the services that end soon, the last talk."""
    fields = card.fields
    head = [
        one_line(f"{card.legal_form} {card.name}"),
        " ".join(part for part in (one_line(fields.tax_code), one_line(fields.region)) if part),
        one_line(fields.legal_address),
        one_line(fields.email),
        "  ".join(map(tag_words, card.tags)),
    ]
    people = []
    for contact in card.contacts[:CONTACTS]:
        position = f", {one_line(contact.position)}" if contact.position else ""
        people.append(
            ("* " if contact.main else "") + (one_line(contact.full_name) or _("(no name)")) + position
        )
        people += [f"  {phone_words(phone)}" for phone in contact.phones]
    more = len(card.contacts) - CONTACTS
    ending = [
        f"! {one_line(one.service.name)}: {day(one.valid_to)}, {left(one.days_left)}"
        for one in card.services
        if one.ended_at is None and one.days_left is not None and one.days_left <= SOON
    ]
    talk = []
    if card.talks:
        last = card.talks[0]
        words = _("(hidden)") if last.hidden else one_line(last.result or last.text)
        talk = [f"{format_moment(last.started_at)} {one_line(last.author.name)}", words]
    parts = [
        [line for line in head if line] + [f"! {one_line(warning.text)}" for warning in card.warnings],
        _section(_("Contacts"), people + ([_("and {n} more").format(n=more)] if more > 0 else [])),
        _section(_("Services that end"), ending),
        _section(_("Last talk"), talk),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"─ {title}", *lines] if lines else []
