"""The recordings of a real Asterisk beside these tests, and what each amounts to."""

import json
from collections.abc import Callable
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from crm_tui.pbx.recordings import Recording, Replay, Step, read_recording, replay
from crm_tui.pbx.rules import Rules

DATA = Path(__file__).parents[1] / "data" / "pbx"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((DATA / "expected.json").read_text("utf-8"))
NAMES = sorted(EXPECTED)
RULES = Rules()


@cache
def recording(name: str, suffix: str = ".jsonl") -> Recording:
    return read_recording(DATA / f"{name}{suffix}")


def replayed(name: str, change: Callable[[list[Step]], list[Step]] = list) -> Replay:
    """The recording's calls after its packets were changed by `change`."""
    whole = recording(name)
    return replay([Recording(tuple(change(list(whole.steps))), whole.closed_at)], RULES)


def instants(steps: list[Step]) -> list[list[Step]]:
    """Packets that came in one read, together."""
    return [list(group) for _, group in groupby(steps, key=lambda step: step.at)]
