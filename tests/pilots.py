"""Pilots that wait until the app is at rest and no longer, and apps whose styles are read once.

Textual's own pilot sleeps 20 ms three times for each key, and asks every widget of the screen by a message
whether it is done. An event loop knows when nothing is left to do.
"""

import asyncio
from time import monotonic
from typing import Any

import textual.app
import textual.pilot
from textual.app import App
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.pilot import Pilot
from textual.screen import Screen

MOST_SECONDS = 1.0
"""As in Textual's own pilot: an app that never rests is waited for no longer."""


def take_over() -> None:
    """All pilots and apps of this process do so from now on."""
    textual.app.wait_for_idle = textual.pilot.wait_for_idle = _no_sleep
    Pilot._wait_for_screen = _screen_at_rest
    styles = Styles()
    stylesheet.tokenize_values, stylesheet.parse = styles.variables, styles.rules


async def rest(app: App[Any]) -> None:
    """Waits until nothing is left to do or to paint at once; timers and threads are not waited for."""
    until = monotonic() + MOST_SECONDS
    await _nothing_to_do(until)
    while monotonic() < until and app.screen_stack and _unpainted(app.screen):
        app.screen._on_timer_update()
        await _nothing_to_do(until)


async def _nothing_to_do(until: float) -> None:
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    # Looked at three times: what came from timers and other threads is taken in as the loop goes round.
    looks = 3
    while looks and monotonic() < until:
        await asyncio.sleep(0)
        looks = 3 if ready else looks - 1


def _unpainted(screen: Screen[Any]) -> bool:
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


async def _no_sleep(*_seconds: float) -> None:
    await _nothing_to_do(monotonic() + MOST_SECONDS)


async def _screen_at_rest(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
    await rest(pilot.app)
    return pilot.app._exception is None


class Styles:
    """What was read of styles stays: to Textual each app has its own, and reads them all anew."""

    def __init__(self) -> None:
        self._read, self._tokenize = stylesheet.parse, stylesheet.tokenize_values
        self._rules: dict[tuple[Any, ...], list[RuleSet]] = {}
        self._variables: dict[tuple[tuple[str, str], ...], dict[str, Any]] = {}

    def variables(self, values: dict[str, str]) -> dict[str, Any]:
        """The same object for the same values: `rules` tells by it for what a text was read."""
        key = tuple(values.items())
        if key not in self._variables:
            self._variables[key] = self._tokenize(values)
        return self._variables[key]

    def rules(self, *text: Any, variable_tokens: dict[str, Any], **how: Any) -> list[RuleSet]:
        key = (*text, id(variable_tokens), *how.items())
        if key not in self._rules:
            self._rules[key] = list(self._read(*text, variable_tokens=variable_tokens, **how))
        return self._rules[key]
