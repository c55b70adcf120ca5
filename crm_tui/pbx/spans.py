"""Stretches of time that begin and end, and places that do not mind the order within one instant."""

Span = tuple[float, float | None]


class Spans:
    """When something was on; a stretch that is told to begin and end in one instant never was."""

    __slots__ = ("closed", "since")

    def __init__(self) -> None:
        self.closed: list[tuple[float, float]] = []
        self.since: float | None = None

    def __bool__(self) -> bool:
        return bool(self.closed) or self.since is not None

    def turn(self, on: bool, at: float, *, told: bool = True) -> None:
        """Begins or ends a stretch; one that goes on in the instant it ended is the same stretch.

        An end that was not told but concluded leaves a stretch that was, however short: nobody knows.
        """
        if on and self.since is None:
            self.since = self.closed.pop()[0] if self.closed and self.closed[-1][1] >= at else at
        elif not on and self.since is not None:
            if at > self.since or not told:
                self.closed.append((self.since, max(at, self.since)))
            self.since = None

    def all(self) -> tuple[Span, ...]:
        """All stretches in order; the last may be open."""
        return (*self.closed, (self.since, None)) if self.since is not None else tuple(self.closed)

    @property
    def milliseconds(self) -> int:
        """Of the stretches that are over."""
        return round(sum(end - begin for begin, end in self.closed) * 1000)


class Place:
    """Where a channel is (a bridge, or on hold), told by entering and leaving.

    The PBX gives events of one instant in any order, so within an instant entries and leaves are counted:
    the sum says where the channel ends up.
    """

    __slots__ = ("_at", "_counts", "_entered", "value")

    def __init__(self) -> None:
        self.value = ""
        self._at: float | None = None
        self._counts: dict[str, int] = {}
        self._entered = ""

    def move(self, place: str, step: int, at: float) -> None:
        """Enters (+1) or leaves (-1) a place."""
        if at != self._at:
            self._at = at
            self._counts = {self.value: 1} if self.value else {}
        self._counts[place] = self._counts.get(place, 0) + step
        if step > 0:
            self._entered = place
        present = [name for name, count in self._counts.items() if count > 0]
        self.value = self._entered if self._entered in present else (present[-1] if present else "")

    def set(self, place: str) -> None:
        """Is there now, whatever was told before."""
        self.value = place
        self._at = None
