"""Where things lie: shipped data (in a checkout and in the wheel), the person's config, state and stores."""

import os
import sys
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@lru_cache
def data_dir() -> Path:
    """The shipped `data/` folder: inside the wheel, or beside the package in a checkout."""
    inside = PACKAGE / "data"
    return inside if inside.is_dir() else PACKAGE.parent / "data"


def config_file() -> Path:
    """`config.toml` at the platform's place for a person's configuration."""
    return _dirs("config") / "config.toml"


def state_dir() -> Path:
    """Where stores, logs and sockets of this person live; not made here."""
    return _dirs("data")


def default_database_url() -> str:
    return f"sqlite:///{state_dir() / 'crm.db'}"


def _dirs(kind: str) -> Path:
    # platformdirs costs 6 ms; on Linux its answer is known.
    if sys.platform == "linux":
        home = Path(os.environ.get("HOME") or Path.home())
        variable, rest = (
            ("XDG_CONFIG_HOME", ".config") if kind == "config" else ("XDG_DATA_HOME", ".local/share")
        )
        return Path(os.environ.get(variable) or home / rest) / "crm-tui"
    from platformdirs import user_config_path, user_data_path

    return (user_config_path if kind == "config" else user_data_path)("crm-tui", appauthor=False)
