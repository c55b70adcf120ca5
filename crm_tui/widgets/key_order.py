"""Keys in the order of their typing: the next one waits until the one before has done what it does.

Textual hands a key to the widget in focus at once, while what the key before it did (a choice that moves
the focus, a dialog that opens) is still on its way through the queues. Typed fast, pasted, or come together
over a slow line, a letter would so go to where the focus was, and be lost. Here a key is followed by a mark
through the same queues; until the mark is back, later keys are held.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

Dispatch = Callable[[events.Event], Awaitable[None]]

ROUNDS = 3
"""A key comes back to the app, its act tells the widget's parents, and they move the focus: a round each."""
PATIENCE = 0.5
"""Seconds; a mark that is lost with its widget holds the keys no longer."""


class KeyOrder:
    """Holds keys and pasted texts of an app while the one before them is being done."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._held: deque[tuple[events.Event, Dispatch]] = deque()
        self._turn = 0
        self._busy = False
        self._alarm: asyncio.TimerHandle | None = None

    async def take(self, event: events.Event, dispatch: Dispatch) -> None:
        """Gives the event on by `dispatch`, now or when its turn has come."""
        if self._busy:
            self._held.append((event, dispatch))
        else:
            await self._give(event, dispatch)

    async def _give(self, event: events.Event, dispatch: Dispatch) -> None:
        self._busy = True
        self._turn += 1
        turn, path = self._turn, self._path()
        self._alarm = asyncio.get_running_loop().call_later(PATIENCE, self._late, turn)
        try:
            await dispatch(event)
        finally:
            self._walk(turn, path, [], ROUNDS)

    def _path(self) -> list[MessagePump]:
        """The widget in focus and what it stands in, up to the screen."""
        screen = self._app.screen
        focused = screen.focused
        return [screen] if focused is None else [focused, *focused.ancestors[:-1]]

    def _walk(self, turn: int, path: list[MessagePump], left: list[MessagePump], rounds: int) -> None:
        """Takes the mark to the next place that still lives; after the last round the key's turn is over."""
        if turn != self._turn:
            return
        if not left and rounds:
            rounds -= 1
            now = self._path() if self._app.screen_stack else []
            left = [*path, *(one for one in now if one not in path), self._app]
        while left:
            place, *left = left
            if place.call_later(self._walk, turn, path, left, rounds):
                return
        self._app.call_next(self._over, turn)

    def _late(self, turn: int) -> None:
        self._app.call_later(self._over, turn)

    async def _over(self, turn: int) -> None:
        """The next key's turn; asked again for a turn that is over, it does nothing."""
        if turn != self._turn or not self._busy:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        if self._held:
            await self._give(*self._held.popleft())
        else:
            self._busy = False
