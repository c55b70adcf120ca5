"""The checks of `crm-tui doctor`: each looks at one thing and knows how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad a finding is: a warning lets the office work."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found and, when it is not good, how to mend it."""

    name: str
    state: State
    finding: str
    mend: str = ""


def good(name: str, finding: str) -> Check:
    return Check(name, State.GOOD, finding)


def warning(name: str, finding: str, mend: str) -> Check:
    return Check(name, State.WARNING, finding, mend)


def bad(name: str, finding: str, mend: str) -> Check:
    return Check(name, State.BAD, finding, mend)
