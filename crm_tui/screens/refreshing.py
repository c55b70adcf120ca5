"""Live lists: what others change is read again by the screen in front, not more often than it can be seen."""

from typing import TYPE_CHECKING

from crm_tui.screens.base import Manners

if TYPE_CHECKING:
    from crm_tui.app import CrmApp

REST_SECONDS = 0.3
AT_ONCE_SECONDS = 0.03
"""What is told of one moment by several reads of the PBX's line is looked at together."""
EVERYTHING = "*"


class Refresher:
    """Gathers topics for a moment, then lets the screen in front look again if it shows any of them."""

    def __init__(self, app: "CrmApp") -> None:
        self._app = app
        self._topics: frozenset[str] = frozenset()
        self._hurries = False

    def heard(self, topics: frozenset[str]) -> None:
        """Notes of these topics have come."""
        waits = bool(self._topics)
        self._topics |= topics
        if self._wanted_at_once(topics):
            self._hurry()
        elif not waits:
            self._app.set_timer(REST_SECONDS, self._look)

    def _hurry(self) -> None:
        """The first note is looked at now, those that follow it closely together."""
        if not self._hurries:
            self._hurries = True
            self._app.set_timer(AT_ONCE_SECONDS, self._hurried)
            self._look()

    def _hurried(self) -> None:
        self._hurries = False
        self._look()

    def _wanted_at_once(self, topics: frozenset[str]) -> bool:
        front = self._app.screen if self._app.screen_stack else None
        return isinstance(front, Manners) and bool(front.LOOKS_AT_ONCE & topics)

    def _look(self) -> None:
        topics, self._topics = self._topics, frozenset()
        if not topics or not self._app.screen_stack:
            return  # The program is just ending: its screens went while the notes rested.
        screen = self._app.screen
        if isinstance(screen, Manners) and (screen.LOOKS_AT & topics or EVERYTHING in topics):
            screen.look_again()
