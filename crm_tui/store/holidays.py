"""The public holidays that come with the program, from `data/holidays.toml`."""

import tomllib
from functools import lru_cache

from crm_tui.domain.workdays import Holiday
from crm_tui.paths import data_dir


@lru_cache(maxsize=1)
def shipped_holidays() -> tuple[Holiday, ...]:
    """All holidays of the file."""
    table = tomllib.loads((data_dir() / "holidays.toml").read_text("utf-8"))
    return tuple(Holiday(**row) for row in table["holiday"])
