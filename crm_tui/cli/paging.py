"""Listings longer than one page of a use case."""

from collections.abc import Callable
from typing import Any

PAGE = 200
"""The most that a use case gives at once (design: page lists of at most 200 rows)."""


def take(ask: Callable[[Any, int], Any], limit: int) -> list[Any]:
    """Up to `limit` rows, page by page: `ask(older, n)` gives a page with `rows` and `older`."""
    rows: list[Any] = []
    older: Any = None
    while len(rows) < limit:
        page = ask(older, min(PAGE, limit - len(rows)))
        rows += page.rows
        older = page.older
        if older is None:
            break
    return rows
