"""The seed of a random test: printed, and settable to see the same again."""

import os
import time

SEED = "CRM_TUI_TEST_SEED"


def seed_of(name: str, default: int | None = None) -> int:
    """The seed from the environment, else `default`, else a fresh one; printed, so a failure shows it."""
    given = os.environ.get(SEED)
    seed = int(given) if given else time.time_ns() % 1_000_000 if default is None else default
    print(f"{name}: {SEED}={seed}")
    return seed
