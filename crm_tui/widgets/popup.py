"""The kept dialog: built and styled once, then filled and pushed; it holds several subjects at a time."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Subject = TypeVar("Subject")


class SubjectStack(Generic[Subject]):
    """What a kept dialog is about: subjects by key in the order they came, one of them in front.

    A new subject never comes in front of the one that is being worked on; it waits beside it.
    """

    def __init__(self) -> None:
        self._subjects: dict[Hashable, Subject] = {}
        self._front: Hashable = None

    def __len__(self) -> int:
        return len(self._subjects)

    @property
    def front(self) -> Subject | None:
        """The subject the dialog shows."""
        return self._subjects.get(self._front)

    @property
    def front_key(self) -> Hashable:
        return self._front

    @property
    def subjects(self) -> tuple[tuple[Hashable, Subject], ...]:
        return tuple(self._subjects.items())

    def put(self, key: Hashable, subject: Subject) -> bool:
        """Adds or renews a subject; True when the front changed, so the dialog must be painted again."""
        if not self._subjects:
            self._front = key
        self._subjects[key] = subject
        return key == self._front

    def bring(self, key: Hashable) -> None:
        """Brings a subject to the front."""
        if key in self._subjects:
            self._front = key

    def drop(self, key: Hashable) -> bool:
        """Takes a subject away; True when the front changed."""
        if key not in self._subjects:
            return False
        keys = list(self._subjects)
        place = keys.index(key)
        del self._subjects[key]
        if key != self._front:
            return False
        keys.remove(key)
        self._front = keys[min(place, len(keys) - 1)] if keys else None
        return True

    def turn(self) -> Subject | None:
        """Brings the next subject to the front."""
        keys = list(self._subjects)
        if keys:
            self._front = keys[(keys.index(self._front) + 1) % len(keys)]
        return self.front
