"""The machine under the program: Python, SQLite, locale, terminal, disk."""

import locale
import os
import shutil
import sqlite3
import sys
from pathlib import Path

from crm_tui.cli.checks import Check, bad, good, warning
from crm_tui.cli.processes import store_file
from crm_tui.config import Settings
from crm_tui.i18n import _

SQLITE_NEEDED = (3, 35, 0)
"""RETURNING, which the store uses, came with 3.35."""
FREE_NEEDED = 1 << 30


def check_python() -> Check:
    name = _("Python and SQLite")
    found = f"{sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < SQLITE_NEEDED:
        return bad(name, found, _("install a newer Python: its SQLite must be 3.35 or later"))
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='trigram')")
    except sqlite3.OperationalError as error:
        return warning(
            name, f"{found}; {error}", _("search finds only the beginnings of words; install a newer SQLite")
        )
    return good(name, found)


def check_locale() -> Check:
    name = _("locale")
    found = locale.getlocale()[1] or locale.getpreferredencoding(False)
    output = (sys.stdout.encoding or "").lower().replace("-", "")
    if "utf8" not in {found.lower().replace("-", ""), output}:
        return bad(name, found, _("export LANG=C.UTF-8 in the profile of this account"))
    return good(name, found)


def check_terminal() -> Check:
    name = _("terminal")
    term, colour = os.environ.get("TERM", ""), os.environ.get("COLORTERM", "")
    if term in {"", "dumb", "linux", "vt100"}:
        return warning(
            name,
            "TERM=" + (term or _("not set")),
            _("use a terminal with 256 colours (TERM=xterm-256color); `crm-tui doctor --terminal` tries it"),
        )
    inside = " tmux" if os.environ.get("TMUX") else ""
    return good(name, f"TERM={term} COLORTERM={colour or '-'}{inside}")


def check_disk(settings: Settings) -> Check:
    name = _("disk")
    file = store_file(settings)
    folder = _existing(file.parent if file else Path(settings.backup_dir or "."))
    free = shutil.disk_usage(folder).free
    found = _("{free} GB free at {folder}").format(free=round(free / (1 << 30), 1), folder=folder)
    if free < FREE_NEEDED:
        return bad(name, found, _("free some room: the store and its backups need it"))
    if file is not None and _on_network(folder):
        return bad(name, _("the store lies on a network disk"), _("move it to a disk of this machine"))
    return good(name, found)


def _existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.absolute().parents) if one.is_dir())


def _on_network(folder: Path) -> bool:
    """SQLite's locks do not hold over NFS and SMB; the kernel tells the kind of each mount."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return False
    place = str(folder.resolve())
    over = [m for m in mounts if place == m[1] or place.startswith(m[1].rstrip("/") + "/")]
    kind = max(over, key=lambda m: len(m[1]))[2] if over else ""
    return kind.startswith(("nfs", "cifs", "smb", "9p", "fuse.sshfs"))
