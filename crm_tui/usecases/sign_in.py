"""Who sits at the screen: by login and password, or by the OS account."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class SignIn:
    """The outcome of a try: the actor, or None and one clear line; `locked_until`: no use to try.

    It is returned, not raised, so that the count of wrong tries is kept.
    """

    actor: Actor | None
    message: str = ""
    locked_until: datetime | None = None
