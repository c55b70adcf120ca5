"""What the panel and the wall share: presence read in a thread, painted again each second without a query."""

from typing import ClassVar

from crm_tui.screens.base import BaseScreen
from crm_tui.usecases.presence import Colleagues, colleagues
from crm_tui.usecases.queues import Queues, queues

TICK_SECONDS = 1.0
READ_SECONDS = 5.0
"""A listener that died tells nobody: it is looked for as often."""


class PresenceWatch(BaseScreen[None]):
    """`people` and `queues` are what was read last; `paint` shows them as of now."""

    LOOKS_AT = frozenset({"presence", "calls", "pbx"})
    LOOKS_AT_ONCE: ClassVar[frozenset[str]] = frozenset({"presence"})

    def __init__(self) -> None:
        super().__init__()
        self.people: Colleagues | None = None
        self.queues: Queues | None = None

    def on_mount(self) -> None:
        self.set_interval(TICK_SECONDS, self._tick)
        self.set_interval(READ_SECONDS, self._read_in_front)

    def on_screen_resume(self) -> None:
        self.read()

    def look_again(self) -> None:
        self.read()

    def read(self) -> None:
        """Reads everything in a thread; an answer that brings nothing new paints nothing."""
        office = self.office
        self.ask(
            lambda: (office.call(colleagues), office.call(queues)),
            lambda found: self._came(*found),
            group="presence",
        )

    def _read_in_front(self) -> None:
        if self.app.screen is self:
            self.read()

    def _came(self, people: Colleagues, found: Queues) -> None:
        if (people, found) != (self.people, self.queues):
            self.people, self.queues = people, found
            self.came()

    def came(self) -> None:
        """Something has changed since it was read last."""
        self.paint()

    def _tick(self) -> None:
        """Only waits run by themselves."""
        if self.app.screen is self and self.queues is not None and self.queues.total.waiting:
            self.paint()

    def paint(self) -> None:
        """Shows what was read, with waits as of now."""
