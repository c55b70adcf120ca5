"""The pinned packages: `write` compiles requirements/*.txt, `check` says when pyproject.toml asks for others.

Ranges live in pyproject.toml; the pins carry hashes and never the address of an index.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {"run": ("build",), "dev": ("build", "dev")}


def asked(groups: tuple[str, ...]) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = list(project["project"]["dependencies"])
    for group in groups:
        wanted += project["dependency-groups"][group]
    return wanted


def write() -> None:
    for name, groups in FILES.items():
        source = "\n".join(asked(groups))
        command = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"]
        command += ["--no-header", "--quiet", "--output-file", f"requirements/{name}.txt", "-"]
        path = [str(Path(sys.executable).with_name("uv")), *command[1:]]
        subprocess.run(path, input=source, text=True, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def pinned(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return {_plain(n): v for n, v in re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.M)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def problems() -> list[str]:
    from packaging.requirements import Requirement

    found = []
    for name, groups in FILES.items():
        have = pinned(name)
        for line in asked(groups):
            wanted = Requirement(line)
            version = have.get(_plain(wanted.name))
            if version is None or not wanted.specifier.contains(version, prereleases=True):
                found.append(f"requirements/{name}.txt: {line} is pinned to {version}; run `make pins`")
        if re.search(
            r"index-url|find-links|trusted-host|https?://",
            (ROOT / f"requirements/{name}.txt").read_text("utf-8"),
        ):
            found.append(f"requirements/{name}.txt names an address")
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        write()
        raise SystemExit(0)
    bad = problems()
    print("\n".join(bad) or "pins: up to date")
    raise SystemExit(bool(bad))
