"""One bare Textual screen with one line of text; with an address, a line painted on each socket message.

python -m tests.bench.apps.bare [SOCKET]
"""

import asyncio
import sys

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Nothing but a text."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Static("Bare screen")

    async def on_mount(self) -> None:
        if len(sys.argv) > 1:
            await asyncio.start_unix_server(self._heard, sys.argv[1])

    async def _heard(self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            self.query_one(Static).update(line.decode().strip())


if __name__ == "__main__":
    Bare().run()
