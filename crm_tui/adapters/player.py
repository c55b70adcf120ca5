"""A recording found on this machine and played by the workplace's own command."""

import glob
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.i18n import _


def find_files(place: str) -> list[Path]:
    """The files at a path, which may hold `*`; none when there is none."""
    return [Path(one) for one in sorted(glob.glob(place)) if Path(one).is_file()]


def play(command: str, files: Sequence[str]) -> None:
    """Starts the player of the settings and leaves it to itself.

    The word `{file}` stands for all files; without it they come at the end. Raises Refused when the command
    cannot be started.
    """
    try:
        words = shlex.split(command)
        if "{file}" not in words:
            words.append("{file}")
        player = subprocess.Popen(  # noqa: S603  # the office's own command, no shell
            [part for word in words for part in (files if word == "{file}" else [word])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = clean(getattr(error, "strerror", None) or str(error))
        said = _("The player cannot be started ({reason}): setting pbx.recording_player")
        raise Refused(said.format(reason=reason)) from None
    # Somebody must take its exit, or it stays a zombie as long as the screen lives.
    Thread(target=player.wait, daemon=True).start()
