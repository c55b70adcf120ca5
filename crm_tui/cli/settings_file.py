"""Writing the settings' file: whole, private, never half."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path

from crm_tui.config import PbxSettings, Settings


def write_settings(settings: Settings, path: Path) -> Path:
    """Writes what differs from the defaults; only its owner may read it, for it may hold the secret."""
    default = asdict(Settings())
    table = {
        name: value
        for name, value in asdict(settings).items()
        if name not in {"pbx", "path"} and value != default[name]
    }
    plain = PbxSettings()
    pbx = {
        f.name: getattr(settings.pbx, f.name)
        for f in fields(PbxSettings)
        if getattr(settings.pbx, f.name) != getattr(plain, f.name)
    }
    text = _lines(table) + ("\n[pbx]\n" + _lines(pbx) if pbx else "")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    fresh.replace(path)
    return path


def _lines(table: Mapping[str, object]) -> str:
    # JSON's texts, numbers, true and false, and lists of them are TOML's too.
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in table.items())
