"""A call's recording: played here, or its place copied to the operator's own computer."""

import os
from dataclasses import dataclass
from typing import Any

from crm_tui.adapters.player import find_files, play
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.screens.base import Manners
from crm_tui.usecases.office import Office
from crm_tui.usecases.recordings import hear_recording, recordings


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it: the places played, or those to be copied."""

    played: tuple[str, ...] = ()
    to_copy: tuple[str, ...] = ()


def hear(screen: Manners[Any], call_id: int) -> None:
    """Finds the recordings of a call and plays them, or copies where they lie; says which."""
    office = screen.office
    far = "SSH_CONNECTION" in os.environ

    def tell(heard: Heard) -> None:
        if heard.to_copy:
            screen.shell.copy_to_clipboard("\n".join(heard.to_copy))
            screen.tell(_("Copied: {place}").format(place=clean(", ".join(heard.to_copy))))
        else:
            screen.tell(_("Playing: {place}").format(place=clean(", ".join(heard.played))))

    screen.ask(lambda: find_and_play(office, call_id, far=far), tell, group="hear")


def find_and_play(office: Office, call_id: int, *, far: bool) -> Heard:
    """Each recording is logged as heard. Refused with a word when nobody talked or the file is not there.

    `far`: the person sits at another machine, where our player would not be heard.
    """
    found = office.call(recordings, call_id=call_id)
    if not found:
        raise Refused(_("Nobody talked in this call: it has no recording"))
    if found[0].outdated:
        said = _("Recordings of {day} are no longer kept")
        raise Refused(said.format(day=format_date(today(found[0].began_at))))
    command = office.settings.pbx.recording_player
    address = found[0].address
    places = {
        str(place): one.place
        for one in found
        for place in ([one.place] if address else find_files(one.place))
    }
    if not places:
        raise Refused(_("The recording is not there: {place}").format(place=clean(found[0].place)))
    for place in dict.fromkeys(places.values()):
        office.call(hear_recording, call_id=call_id, place=place)
    if far or not command:
        return Heard(to_copy=tuple(places))
    play(command, tuple(places))
    return Heard(played=tuple(places))
