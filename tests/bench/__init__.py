"""The figures of `make bench`: ours beside a floor measured in the same run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BenchRow:
    """One act: ours and its floor (None: none) in the same unit, the goal in words, whether it holds."""

    act: str
    ours: float
    floor: float | None
    unit: str
    goal: str
    holds: bool

    @property
    def ratio(self) -> float | None:
        """Ours divided by the floor."""
        return self.ours / self.floor if self.floor else None
