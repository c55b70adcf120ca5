"""Half-typed forms: kept as one types, back when the form opens again, gone when it is saved."""

import json
from collections.abc import Mapping
from typing import Any

from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import _
from crm_tui.screens.base import Manners
from crm_tui.usecases.drafts import DraftRow, drop_draft, keep_draft, list_drafts
from crm_tui.widgets.form import Form


class Drafts:
    """The draft of one form of a screen; `subject` says which record it is about."""

    def __init__(self, screen: Manners[Any], form: str, subject: object = "") -> None:
        self._screen = screen
        self._form = form
        self._subject = str(subject)

    def restore(self) -> None:
        """Fills the form with what was typed before, if anything was, and says so."""
        office, form = self._screen.office, self._form
        self._screen.ask(lambda: office.call(list_drafts, form=form), self._restored, group="draft")

    def _restored(self, drafts: tuple[DraftRow, ...]) -> None:
        draft = next((one for one in drafts if one.subject == self._subject), None)
        if draft is not None and not self._screen.query_one(Form).dirty:
            self._screen.query_one(Form).fill(json.loads(draft.body))
            moment = format_moment(draft.updated_at)
            self._screen.tell(_("What you typed on {moment} is back; Alt+D drops it").format(moment=moment))

    def keep(self, values: Mapping[str, str]) -> None:
        """Keeps what stands in the form now."""
        office, form, subject = self._screen.office, self._form, self._subject
        body = json.dumps(dict(values), ensure_ascii=False)
        self._screen.shell.ask_quietly(
            lambda: office.call(keep_draft, form=form, subject=subject, body=body), group=f"draft-{form}"
        )

    def leave(self) -> None:
        """The form is being left unsaved: the last half second is kept too."""
        form = self._screen.query_one(Form)
        if form.dirty:
            self.keep(form.values())

    def drop(self) -> None:
        """Forgets the draft: the form was saved or thrown away."""
        office, form, subject = self._screen.office, self._form, self._subject
        self._screen.query_one(Form).settle()
        self._screen.shell.ask_quietly(
            lambda: office.call(drop_draft, form=form, subject=subject), group=f"draft-{form}"
        )
