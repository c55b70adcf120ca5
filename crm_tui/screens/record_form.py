"""What all forms of records do alike: drafts while one types, one save at a time, conflicts by field."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType

from crm_tui.domain.errors import ChangedMeanwhile, Refused
from crm_tui.domain.kyiv import format_date, format_moment
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog, Manners
from crm_tui.screens.conflict import ConflictDialog
from crm_tui.screens.drafting import Drafts, Kept, merge
from crm_tui.widgets.form import Form

Result = TypeVar("Result")


class RecordForm(Manners[Result]):
    """A screen or dialog with one form. `version` and `was` are of the record that the typing began from.

    `KIND` and the subject name the draft: the same record, or the same new one, finds it again.
    """

    KIND: ClassVar[str]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Save"), id="form.save"),
        Binding("escape", "leave", N_("Leave"), id="form.leave", tooltip=N_("The draft is kept")),
        Binding(
            "alt+d",
            "drop",
            N_("Drop the draft"),
            show=False,
            id="form.drop",
            tooltip=N_("Throws away what was typed"),
        ),
    ]

    def about(self, subject: object, version: int = 0) -> None:
        """Says which record it is; to be called when the form is made (a dialog has another base before)."""
        self.version = version
        self.was: dict[str, str] = {}
        self.drafts = Drafts(self, self.KIND, subject)
        self._opened: tuple[int, dict[str, str]] = (version, {})
        self._over = False

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    # The draft.

    def on_mount(self) -> None:
        self.was = self.form.values()
        self._opened = (self.version, dict(self.was))
        self.drafts.read(self._came_back)

    def _came_back(self, kept: Kept) -> None:
        merged = merge(kept, was=self.was, now=self.form.values())
        if not merged.fill:
            self.drafts.drop()
            return
        self.form.fill(merged.fill)
        if merged.was:
            # Others changed the same fields since: saving asks field by field.
            self.version = kept.version
            self.was |= merged.was
        self.tell(
            _("What you typed on {moment} is back; Alt+D drops it").format(moment=format_moment(kept.at))
        )

    def on_form_draft(self) -> None:
        self._keep()

    def _keep(self) -> None:
        if self._over:
            return
        form = self.form
        if form.half_typed:
            values = form.values()
            self.drafts.keep(
                self.version,
                {name: self.was[name] for name in form.open_names},
                {name: values[name] for name in form.open_names},
            )
        else:
            self.drafts.drop()

    def action_leave(self) -> None:
        """What was typed stays as a draft."""
        kept = self.form.half_typed
        self._keep()
        self._close(None)
        if kept and isinstance(self.app.screen, Manners):
            self.app.screen.tell(_("What you typed is kept as a draft: it comes back with this form"))

    def action_drop(self) -> None:
        """The form stands as when it was opened; nothing of the draft is left."""
        self.version, self.was = self._opened[0], dict(self._opened[1])
        self.form.fill(self.was)
        self.form.settle()
        self.drafts.drop()
        self.tell(_("What was typed is thrown away"))

    def _close(self, result: Result | None) -> None:
        self._over = True
        self.dismiss(result)

    # Saving.

    def saving(self, values: Mapping[str, str]) -> Callable[[], Result]:
        """The call that saves these values, to be run in a thread; raises Refused for what cannot be read."""
        raise NotImplementedError

    def action_save(self) -> None:
        if not self.jobs.busy("save"):
            self.save()

    def save(self) -> None:
        """Saves what stands in the form, unless it is refused."""
        try:
            call = self.saving(self.form.values())
        except Refused as error:
            self.refuse(error)
        else:
            self.ask(call, self.saved, group="save", failed=self.not_saved)

    def saved(self, result: Result) -> None:
        """The record stands in the store: the draft goes, the screen is left."""
        self.form.settle()
        self.drafts.drop()
        self._close(result)

    def not_saved(self, error: Exception) -> None:
        """Another was first: what differs is shown field by field, then saved as chosen."""
        if not isinstance(error, ChangedMeanwhile):
            self.refuse(error)
            return

        def settled(mine: set[str] | None) -> None:
            if mine is None:
                return
            now = {one.field: as_typed(one.now) for one in error.changes}
            self.version = error.version
            self.was |= now
            self.form.fill({name: value for name, value in now.items() if name not in mine})
            self.save()

        self.app.push_screen(ConflictDialog(error, self.field_words), settled)

    def field_words(self, name: str, value: object) -> tuple[str, str]:
        """A field's name and one of its values, as people read them."""
        field = self.form.field(name)
        return field.label, field.words(as_typed(value))


class RecordDialog(BaseDialog[Result], RecordForm[Result]):
    """A form in a dialog. The dialog comes first, for styles are inherited from the first base only."""

    BINDINGS: ClassVar[list[BindingType]] = [*RecordForm.BINDINGS]

    def action_leave(self) -> None:
        RecordForm.action_leave(self)


def as_typed(value: object) -> str:
    """A stored value as it stands in a form."""
    if isinstance(value, bool) or value is None:
        return "1" if value else ""
    if isinstance(value, date):
        return format_date(value)
    return str(value.value if isinstance(value, Enum) else value)
