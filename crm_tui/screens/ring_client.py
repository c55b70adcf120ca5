"""From the pop-up to a client who is not known by the number: a new card, or one that is there already."""

from typing import TYPE_CHECKING

from crm_tui.domain.caller import CallerKind
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.talk import TalkWanted
from crm_tui.screens.talk_opening import open_talk
from crm_tui.usecases.callers import WhoCalls, who_calls
from crm_tui.usecases.calls import attach_call

if TYPE_CHECKING:
    from crm_tui.screens.ring_desk import RingDesk
    from crm_tui.screens.ring_subject import RingSubject
    from crm_tui.usecases.clients import ClientRow


def new_client(desk: "RingDesk") -> None:
    """Opens the form of a new client with the number filled in; when it is saved the call is his."""
    from crm_tui.screens.client_form import ClientFormScreen

    subject = desk.subjects.front
    if subject is None:
        return
    desk.hide()
    ring = subject.ring
    named = "" if ring.caller_name == ring.number else ring.caller_name

    def made(client_id: int | None) -> None:
        if client_id is None:
            desk.show()
        else:
            _identify(desk, subject, client_id)

    form = ClientFormScreen(phone=subject.who.e164 or "", contact=named, call_id=ring.call_id)
    desk.app.push_screen(form, made)


def attach(desk: "RingDesk") -> None:
    """Searches for the client who calls; the number is put on his card."""
    subject = desk.subjects.front
    if subject is None:
        return

    def picked(row: "ClientRow | None") -> None:
        if row is not None:
            _attach(desk, subject, row.id)

    desk.app.push_screen(ClientPick(), picked)


def _attach(desk: "RingDesk", subject: "RingSubject", client_id: int) -> None:
    if subject.who.kind is not CallerKind.NUMBER:
        # Without a number there is nothing to know the caller by again: only this call is his.
        wanted = TalkWanted(call_id=subject.ring.call_id, client_id=client_id, choose=True)
        open_talk(desk, wanted, desk.popup, before=desk.hide)
        return
    _identify(desk, subject, client_id)


def _identify(desk: "RingDesk", subject: "RingSubject", client_id: int) -> None:
    """The call is this client's, and so is the number, unless it stands on his card already."""
    office, ring = desk.app.office, subject.ring

    def write() -> WhoCalls:
        who = office.call(who_calls, number=ring.number)
        if any(match.client.id == client_id for match in who.matches):
            return who
        office.call(attach_call, call_id=ring.call_id, client_id=client_id, add_number=ring.e164 is not None)
        return office.call(who_calls, number=ring.number)

    def done(who: WhoCalls) -> None:
        desk.identified(ring.id, who, client_id)
        desk.show()

    def refused(error: Exception) -> None:
        desk.show()
        desk.popup.refuse(error)

    desk.popup.ask(write, done, group="choose", failed=refused)
