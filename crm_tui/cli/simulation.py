"""Running the pretended PBX as a process: until a signal, or until the last screen is gone."""

import signal
import threading
from collections.abc import Iterable

import typer

from crm_tui.config import load
from crm_tui.i18n import _
from crm_tui.pbx.simulate import Scene, Simulator


def run_until_stopped(scenes: Iterable[Scene], *, port: int, speed: float, loop: bool) -> None:
    """Serves on loopback with the name and secret of the settings; the script begins with the first login."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    pbx = load().pbx
    script = list(scenes)
    simulator = Simulator(port=port, username=pbx.username, secret=pbx.secret, speed=speed)
    simulator.expect(script)
    typer.echo(_("a pretended PBX listens on 127.0.0.1:{port}").format(port=simulator.start()))
    try:
        while not simulator.clients:
            if stop.wait(0.05):
                return
        playing = simulator.play(script, loop=loop)
        while not stop.wait(0.2) and not playing.done():
            pass
        # Calls are over, the line stays: a listener that lost it would only come again and again.
        stop.wait()
    finally:
        simulator.stop()
