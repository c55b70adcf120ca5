"""What the keys of the pop-up do with the call in front."""

from typing import TYPE_CHECKING

from crm_tui.screens.ring_subject import moved
from crm_tui.screens.talk import TalkWanted
from crm_tui.screens.talk_opening import open_talk
from crm_tui.usecases.callers import client_summary

if TYPE_CHECKING:
    from crm_tui.screens.ring_desk import RingDesk


def move(desk: "RingDesk", by: int) -> None:
    """The cursor to another of the clients that share the number; what is known of him is read."""
    subject = desk.subjects.front
    if subject is None or len(subject.who.matches) < 2:
        return
    subject = moved(subject, by)
    desk.put(subject)
    match = subject.match
    if match is not None and subject.known_summary is None:
        office, client_id, key = desk.app.office, match.client.id, subject.ring.id
        desk.popup.ask(
            lambda: office.call(client_summary, client_id=client_id),
            lambda summary: desk.summarised(key, summary),
            group="summary",
        )


def talk(desk: "RingDesk") -> None:
    """Opens the talk about the call; the marked client is chosen for it."""
    subject = desk.subjects.front
    if subject is None:
        return
    match = subject.match
    wanted = TalkWanted(
        call_id=subject.ring.call_id,
        client_id=match.client.id if match else None,
        contact_id=match.contact.id if match else None,
        choose=subject.needs_choice,
    )
    open_talk(desk, wanted, desk.popup, before=desk.hide)


def card(desk: "RingDesk") -> None:
    """Opens the card of the marked client; the call stays announced."""
    subject = desk.subjects.front
    if subject is not None and subject.match is not None:
        desk.hide()
        desk.app.open_client(subject.match.client.id)
