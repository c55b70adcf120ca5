"""Shipped recordings as scenes for `pbx simulate` and the demo, with the demo's own numbers put in."""

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.paths import data_dir
from crm_tui.pbx.recordings import Recording, read_recording
from crm_tui.pbx.simulate import Scene

CALLER, QUEUE_DID, DID = "0671234567", "0445550002", "0445550001"
"""Who calls in every recording, and the office's numbers that are dialled."""


def recording_names() -> list[str]:
    """The recordings that are shipped."""
    return sorted(path.stem for path in (data_dir() / "recordings").glob("*.jsonl"))


def shipped(name: str) -> Recording:
    """A shipped recording; Refused with the list of names when there is no such one."""
    if name not in recording_names():
        names = ", ".join(recording_names())
        raise Refused(_("No such recording: {name}; there are {names}").format(name=name, names=names))
    return read_recording(data_dir() / "recordings" / f"{name}.jsonl")


def scene(
    name: str, *, number: str, after: float = 0.0, extensions: dict[str, str] | None = None, did: str = ""
) -> Scene:
    """A shipped recording in which `number` calls; `extensions` maps 201, 202, 203 to the office's own."""
    words = {CALLER: number} | (extensions or {})
    if did:
        words |= {DID: did, QUEUE_DID: did}
    return Scene(shipped(name), after, words)
