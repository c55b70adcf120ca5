"""Debian's own Asterisk in a folder of its own: built once, kept under the temporary directory, used again.

Nothing is mounted and nothing outside the folder changes, so removing the folder removes all of it.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUITE = os.environ.get("CRM_TUI_TEST_ASTERISK_SUITE", "sid")
"""Which Debian: sid has the newest Asterisk, bullseye has 16; bookworm has none."""
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NEEDS_MIB = 1500
LONGEST = 900
"""Seconds for the slowest mirror."""
INSTALL = """export DEBIAN_FRONTEND=noninteractive LC_ALL=C
apt-get update && apt-get install -y --no-install-recommends asterisk && apt-get clean"""


class CannotRunError(Exception):
    """Why this machine cannot run an Asterisk; the tests are skipped with these words."""


@contextmanager
def asterisk_root() -> Iterator[Path]:
    """The root folder of a Debian with Asterisk, ours alone until the end; else CannotRunError."""
    _can_run()
    home = Path(tempfile.gettempdir()) / f"crm-tui-asterisk-{SUITE}"
    home.mkdir(mode=0o755, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != 0:
        raise CannotRunError(f"{home} is not root's own folder")
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            _build(home)
        yield home / "root"


def _can_run() -> None:
    if os.geteuid() != 0:
        raise CannotRunError("an Asterisk needs root here (debootstrap, chroot)")
    if shutil.which("debootstrap") is None:
        raise CannotRunError("no debootstrap: apt-get install debootstrap")
    if not KEYRING.is_file():
        raise CannotRunError(f"no {KEYRING}: apt-get install debian-archive-keyring")
    if shutil.disk_usage(tempfile.gettempdir()).free < NEEDS_MIB << 20:
        raise CannotRunError(f"less than {NEEDS_MIB} MiB free in {tempfile.gettempdir()}")


def _build(home: Path) -> None:
    root = home / "root"
    shutil.rmtree(root, ignore_errors=True)
    make = ["debootstrap", "--variant=minbase", "--include=ca-certificates", f"--keyring={KEYRING}"]
    _run(home, "debootstrap", [*make, SUITE, str(root), _mirror()])
    # apt inside reaches the mirror as apt outside does.
    settings = subprocess.run(
        ["apt-config", "dump", "--format", '%F "%v";%n', "Acquire"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    kept = [line for line in settings.splitlines() if "IndexTargets" not in line]
    (root / "etc/apt/apt.conf.d/00host").write_text("\n".join(kept) + "\n")
    for name in ("etc/resolv.conf", "etc/hosts", "etc/ssl/certs/ca-certificates.crt"):
        if (Path("/") / name).is_file():
            (root / name).unlink(missing_ok=True)
            shutil.copyfile(Path("/") / name, root / name)
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    _run(home, "install", ["chroot", str(root), "/bin/sh", "-c", INSTALL])
    (home / "ready").touch()


def _run(home: Path, step: str, command: list[str]) -> None:
    log = home / f"{step}.log"
    try:
        with log.open("w") as out:
            subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=True, timeout=LONGEST)
    except (OSError, subprocess.SubprocessError) as error:
        last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
        raise CannotRunError(f"{step} failed ({error.__class__.__name__}): {' '.join(last)}") from None


def _mirror() -> str:
    """The archive this machine's apt itself takes Debian from."""
    lines = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)|$(LABEL)|$(CODENAME)", "Created-By: Packages"],
        capture_output=True, text=True, check=False,
    ).stdout.splitlines()  # fmt: skip
    targets = [line.split("|") for line in lines]
    # Before the first `apt-get update` the label is not known; security and backports have other code names.
    for uri, label, codename in sorted(targets, key=lambda one: one[1] != "Debian"):
        if label in ("Debian", "") and "-" not in codename:
            return uri
    raise CannotRunError("this machine's apt knows no Debian mirror")
