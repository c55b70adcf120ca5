"""A screen as text a person can read in a review: what stands there, and one letter per style."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from crm_tui.screens.base import Manners

HERE = Path(__file__).parent
SYSTEMS = {"none": None, "16": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT}
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


async def settle(pilot: Pilot[None]) -> None:
    """Waits until no worker runs, no job of a screen is open and nothing is left to paint."""
    app = pilot.app
    for _ in range(500):
        # A screen that is left meanwhile takes its workers with it.
        with suppress(WorkerCancelled):
            await app.workers.wait_for_complete()
        await pilot.pause()
        jobs = [screen.jobs for screen in app.screen_stack if isinstance(screen, Manners)]
        if all(job.idle for job in jobs) and not any(not worker.is_finished for worker in app.workers):
            return
    raise AssertionError("the screen does not come to rest")


def text_of(app: App[None]) -> list[str]:
    """The lines of the screen."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def dump(app: App[None], colours: str) -> str:
    """The screen, then the same place by place as style letters, then what the letters mean."""
    system = SYSTEMS[colours]
    letters: dict[str, str] = {}
    styled = []
    for strip in app.screen._compositor.render_strips():
        line = ""
        for segment in strip:
            words = _words(segment.style or Style(), system)
            letter = letters.setdefault(words, LETTERS[len(letters)])
            line += letter * segment.cell_length
        styled.append(line)
    legend = [f"{letter} = {words}" for words, letter in letters.items()]
    return "\n".join([*text_of(app), "-" * 8, *styled, "-" * 8, *legend, ""])


def _words(style: Style, system: ColorSystem | None) -> str:
    marks = [name for name in ("bold", "dim", "italic", "underline", "reverse") if getattr(style, name)]
    pair = (style.color, style.bgcolor) if system is not None else ()
    colours = ["-" if colour is None else _number(colour.downgrade(system)) for colour in pair]  # type: ignore[arg-type]
    return " ".join(["/".join(colours), *marks]).strip() or "plain"


def _number(colour: Color) -> str:
    return "default" if colour.number is None else str(colour.number)


def check(app: App[None], name: str, colours: str = "256") -> None:
    """Compares with `<name>.<columns>x<rows>.<colours>.txt` beside this file.

    `pytest --update-golden` writes it anew; look at the difference before it is committed.
    """
    size = app.size
    path = HERE / "screens" / f"{name}.{size.width}x{size.height}.{colours}.txt"
    seen = dump(app, colours)
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, "utf-8")
        return
    if not path.is_file():
        pytest.fail(f"no golden text {path.name}; run pytest --update-golden")
    assert seen == path.read_text("utf-8"), f"{path.name} differs; pytest --update-golden writes it anew"
