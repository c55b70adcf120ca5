"""Files that come by themselves into watched folders: where from, and how far they are."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

STEADY = timedelta(seconds=20)
"""A file is read when it was the same so long ago, at an earlier turn."""
PATIENCE = timedelta(minutes=10)
"""So long a file that looks cut off is waited for."""
PARTS = (".filepart", ".part", ".partial", ".tmp", ".crdownload", ".download")
"""Names that uploading programs give a file until it is whole."""


class ArrivalState(StrEnum):
    """What became of a file."""

    WAITING = "waiting"
    """Seen, perhaps still being written."""
    TAKEN = "taken"
    REFUSED = "refused"
    GONE = "gone"
    """Taken away before it was read."""


@dataclass(frozen=True, slots=True)
class InFolder:
    """A watched folder and whose files it gets."""

    department: str
    path: str


def read_in_folder(text: str) -> InFolder:
    """`КЕП=/srv/in/kep` or only the folder, which then names itself. ValueError for what is no whole path."""
    name, is_named, path = text.partition("=")
    if not is_named or "/" in name:
        name, path = "", text
    path = path.strip().rstrip("/")
    if not path.startswith(("/", "~")):
        raise ValueError(text)
    return InFolder(name.strip() or path.rsplit("/", 1)[-1], path)


def is_part(name: str) -> bool:
    """Whether a name says of itself that the file is not whole, or hides."""
    return name.startswith(".") or name.casefold().endswith(PARTS)
