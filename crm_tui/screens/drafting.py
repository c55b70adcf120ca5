"""Half-typed forms in the store: written as one types, read when the form opens again, then forgotten."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm_tui.screens.base import Manners
from crm_tui.usecases.drafts import DraftRow, drop_draft, keep_draft, list_drafts

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed before, and the version and the values of the record that the typing began from."""

    at: datetime
    version: int
    was: Values
    values: Values


@dataclass(frozen=True, slots=True)
class Merged:
    """A draft laid over the record as it stands now.

    `fill`: what to put into the form; `was`: for fields that others changed too, what the typing began from.
    """

    fill: Values
    was: Values


def merge(kept: Kept, *, was: Values, now: Values) -> Merged:
    """Field by field; `was`: the record as opened now, `now`: the form, where a person may type already."""
    fill, began = {}, {}
    for name, mine in kept.values.items():
        before = kept.was.get(name, "")
        untouched = now.get(name) == was.get(name)
        if name not in was or mine in {before, was[name]} or not untouched:
            continue
        fill[name] = mine
        if was[name] != before:
            began[name] = before
    return Merged(fill, began)


class Drafts:
    """The draft of one form of a screen; `subject` says which record it is about."""

    def __init__(self, screen: Manners[Any], form: str, subject: object = "") -> None:
        self._screen = screen
        self._form = form
        self._subject = str(subject)
        self._there = False

    def read(self, then: Callable[[Kept], None]) -> None:
        """Hands over what was typed before, if anything was."""
        office, form = self._screen.office, self._form

        def found(drafts: tuple[DraftRow, ...]) -> None:
            draft = next((one for one in drafts if one.subject == self._subject), None)
            if draft is not None:
                self._there = True
                then(_read(draft))

        self._screen.ask(lambda: office.call(list_drafts, form=form), found, group="draft")

    def keep(self, version: int, was: Values, values: Values) -> None:
        """Keeps what stands in the form now."""
        self._there = True
        office, form, subject = self._screen.office, self._form, self._subject
        body = json.dumps({"version": version, "was": was, "values": values}, ensure_ascii=False)
        self._quietly(lambda: office.call(keep_draft, form=form, subject=subject, body=body))

    def drop(self) -> None:
        """Forgets the draft: the form was saved, thrown away or typed back to what it was."""
        if self._there:
            self._there = False
            office, form, subject = self._screen.office, self._form, self._subject
            self._quietly(lambda: office.call(drop_draft, form=form, subject=subject))

    def _quietly(self, call: Callable[[], object]) -> None:
        # One group for each draft: of two writings the newer one comes last, and no other draft's is let go.
        self._screen.shell.ask_quietly(call, group=f"draft-{self._form}-{self._subject}")


def _read(draft: DraftRow) -> Kept:
    body = json.loads(draft.body)
    return Kept(draft.updated_at, body["version"], body["was"], body["values"])
