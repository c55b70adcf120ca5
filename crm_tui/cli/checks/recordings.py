"""Recordings: is the template good, and are the recordings of the last calls where it says?"""

from crm_tui.adapters.player import find_files
from crm_tui.cli.checks import Check, good, warning
from crm_tui.domain.kinds import CallResult
from crm_tui.i18n import _
from crm_tui.usecases.calls import CallFilter, list_calls
from crm_tui.usecases.office import Office
from crm_tui.usecases.recordings import Recording, recordings

LATELY = 20


def check_recordings(office: Office) -> list[Check]:
    """Nothing without a template; else how many of the last answered calls have their recording."""
    name, template = _("recordings"), office.settings.pbx.recording
    if not template:
        return []
    answered = office.call(list_calls, wanted=CallFilter(result=CallResult.ANSWERED), limit=LATELY).rows
    by_call = [office.call(recordings, call_id=call.id) for call in answered]
    kept = [found for found in by_call if found and not found[0].outdated]
    if not kept:
        return [good(name, _("{template}; no answered call yet to look at").format(template=template))]
    if kept[0][0].address:
        return [good(name, _("the last one: {place}").format(place=kept[0][0].place))]
    there = sum(any(map(_is_there, found)) for found in kept)
    finding = _("{there} of the last {all} are there").format(there=there, all=len(kept))
    if there:
        return [good(name, finding)]
    mend = _("looked for {place}: compare it with the PBX's folder and its rights")
    return [warning(name, finding, mend.format(place=kept[0][0].place))]


def _is_there(recording: Recording) -> bool:
    return bool(find_files(recording.place))
