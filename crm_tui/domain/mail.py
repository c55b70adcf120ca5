"""Letters: what came of a try to send one, and when to try again."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
_PAUSES = (1, 5, 15, 60, 180, 360)
"""Minutes after the first tries; the last goes on."""
GIVEN_UP = timedelta(days=5)
"""After so long a letter that never went out is a failure that a person must see."""


class Delivery(StrEnum):
    """What came of a try."""

    SENT = "sent"
    LATER = "later"
    """Nothing went out; another try may do."""
    REFUSED = "refused"
    """Nothing went out, and no other try will do."""
    IN_DOUBT = "in_doubt"
    """The data went out and no answer came: it may have been delivered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try, with the server's words."""

    delivery: Delivery
    words: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is handed to a server; `message_id` is the same at every try."""

    message_id: str
    sender: str
    sender_name: str
    reply_to: str
    to_address: str
    subject: str
    body: str
    file_name: str = ""
    content: bytes = b""


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address and nothing else."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed; it grows, as a server may be down for a day."""
    return timedelta(minutes=_PAUSES[min(max(tries, 1), len(_PAUSES)) - 1])
