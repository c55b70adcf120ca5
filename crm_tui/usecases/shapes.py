"""Small shapes that several rooms of the office share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A record that is only pointed at: its id and what people call it."""

    id: int
    name: str
