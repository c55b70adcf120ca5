"""A home of its own for every test of the command line: no person's settings and no person's store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.i18n import set_language


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "CRM_TUI_CONFIG", "CRM_TUI_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CRM_TUI_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "120")
    yield tmp_path
    set_language("en")


@pytest.fixture
def config_file(home: Path) -> Path:
    """Where this home's configuration lies; not written yet."""
    path = home / ".config" / "crm-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    return path
