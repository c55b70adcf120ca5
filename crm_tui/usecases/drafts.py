"""Half-typed forms of any kind, kept per person until they are saved or thrown away."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form's text as it was last typed: `form` names the screen, `subject` the record it is about."""

    form: str
    subject: str
    body: str
    updated_at: datetime
