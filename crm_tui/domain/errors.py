"""What is said to a person when something cannot be done: one clear line, nothing changed."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818  # the trade's word: the program refuses, nothing broke
    """An act that is refused; the text (already translated) says what, where and how to mend it."""


class Forbidden(Refused):
    """The actor has no right to this act."""


class NotFound(Refused):
    """What was asked for is not in the store."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record that two people changed: what it was, what stands now, what was typed."""

    field: str
    was: object
    now: object
    mine: object


class ChangedMeanwhile(Refused):
    """Another person saved the record after it was opened; `changes` is the field-by-field difference."""

    def __init__(self, message: str, *, version: int, changes: tuple[FieldChange, ...], by: str) -> None:
        super().__init__(message)
        self.version = version
        self.changes = changes
        self.by = by


class TakenByAnother(Refused):
    """Somebody else was first (a claim of a service, a ring, a lease); `holder` names who."""

    def __init__(self, message: str, *, holder: str) -> None:
        super().__init__(message)
        self.holder = holder


class HasAlready(Refused):
    """The client has the service already; it may be meant as one more of the same."""
