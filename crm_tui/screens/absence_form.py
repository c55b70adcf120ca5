"""A person's absence: from when until when, and who does the work meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.day_words import day_of
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, today
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.day_words import check_term_day
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.absences import AbsenceRow, add_absence, edit_absence
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.columns import Column
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField
from crm_tui.widgets.row_window import Row


class AbsenceForm(RecordDialog[bool]):
    """Answers True when it was saved. `people` are those who may be away or stand in."""

    KIND = "absence"
    TITLE_WORD = N_("Absence")
    HELP_TEXT = N_(
        "What comes while a person is away goes to the deputy, who also sees the person's older tasks. "
        "Days: 15.04, +1w, mon. F2 saves."
    )
    AUTO_FOCUS = "ChoiceLine, Input"
    DEFAULT_CSS: ClassVar[str] = "AbsenceForm Form { height: auto; padding: 0; }"

    def __init__(self, people: Sequence[Named], known: AbsenceRow | None = None) -> None:
        super().__init__()
        self.about(known.id if known else "new", known.version if known else 0)
        self.people, self.known = people, known

    def body(self) -> ComposeResult:
        known, now = self.known, today(self.office.clock())
        names = [(str(one.id), one_line(one.name)) for one in self.people]
        fields: list[Field] = []
        if known is None:
            fields.append(ChoiceField("employee", _("Person"), names, str(self.office.actor.id)))
        deputy = str(known.deputy.id) if known and known.deputy else ""
        fields += [
            self._day("first_day", _("First day away"), format_date(known.first_day if known else now)),
            self._day("last_day", _("Last day away"), day(known.last_day) if known else ""),
            ChoiceField("deputy", _("Deputy"), [("", "—"), *names], deputy),
            TextField("note", _("Note"), known.note if known else "", max_length=200),
        ]
        yield Form(*fields)

    def _day(self, name: str, label: str, value: str) -> TextField:
        now = today(self.office.clock())
        return TextField(name, label, value, check=lambda text: check_term_day(text, now))

    def on_mount(self) -> None:
        if self.known is not None:
            self.query_one("#box").border_title = one_line(self.known.employee.name)

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, known, version = self.office, self.known, self.version
        first, last = self._read(values["first_day"]), self._read(values["last_day"])
        deputy, note = int(values["deputy"]) if values["deputy"] else None, values["note"]

        def save() -> bool:
            if known is None:
                office.call(
                    add_absence,
                    employee_id=int(values["employee"]),
                    first_day=first,
                    last_day=last,
                    deputy_id=deputy,
                    note=note,
                )
            else:
                office.call(
                    edit_absence,
                    absence_id=known.id,
                    version=version,
                    first_day=first,
                    last_day=last,
                    deputy_id=deputy,
                    note=note,
                )
            return True

        return save

    def _read(self, text: str) -> date:
        found = day_of(text, today(self.office.clock()))
        if found is None:
            raise Refused(_("{text} is no day: write 15.04.2026, +1m, mon").format(text=text or "—"))
        return found


def absence_columns() -> tuple[Column, ...]:
    return (
        Column(_("Person"), 20, flex=1),
        Column(_("From"), 10),
        Column(_("Until"), 10),
        Column(_("Deputy"), 20, flex=1),
        Column(_("Note"), 12, flex=1, hide_below=100),
    )


def absence_row(row: AbsenceRow) -> Row:
    """`!` marks an absence without a deputy, or whose deputy is away, too."""
    alone = row.deputy is None or row.deputy_away
    deputy = one_line(row.deputy.name) if row.deputy else "—"
    cells = (one_line(row.employee.name), day(row.first_day), day(row.last_day), deputy, one_line(row.note))
    return Row(row.id, 0, cells, "!" if alone else "", "warning" if alone else "")
