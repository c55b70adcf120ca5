"""Writing the settings' file: whole, private, never half."""

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crm_tui.config import TABLES, Settings


def write_settings(settings: Settings, path: Path) -> Path:
    """Writes what differs from the defaults; only its owner may read it, for it may hold the secret."""
    default, mine = asdict(Settings()), asdict(settings)
    text = _lines(_differing(mine, default, without={"path", *TABLES}))
    for name in TABLES:
        if part := _differing(mine[name], default[name]):
            text += f"\n[{name}]\n{_lines(part)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    fresh.replace(path)
    return path


def _differing(
    mine: Mapping[str, Any], default: Mapping[str, Any], without: Collection[str] = ()
) -> dict[str, Any]:
    return {name: value for name, value in mine.items() if name not in without and value != default[name]}


def _lines(table: Mapping[str, object]) -> str:
    # JSON's texts, numbers, true and false, and lists of them are TOML's too.
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in table.items())
