"""Words about a day that somebody plans for, and the warning under the field where he types it."""

from datetime import date

from crm_tui.domain.day_words import day_of
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.workdays import DayKind, DayNote, OfficeCalendar, day_note
from crm_tui.i18n import N_, _

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
DAY_HELP = N_("A day: +3, +2w, +1m, mon, tomorrow, 15.04; keys of either layout will do.")
_NOTES = {
    DayKind.PAST: N_("this day is over"),
    DayKind.HOLIDAY: N_("holiday: {name}"),
    DayKind.HOLIDAY_MOVED: N_("day off after the holiday: {name}"),
    DayKind.DAY_OFF: N_("the office does not work"),
}


def weekday_date(day: date) -> str:
    """ "Wed 15.04.2026" """
    return f"{_(WEEKDAYS[day.weekday()])} {format_date(day)}"


def note_words(note: DayNote | None) -> str:
    """The word about a day; "" for a working day that is not over."""
    return _(_NOTES[note.kind]).format(name=note.name) if note else ""


def check_term_day(text: str, today: date) -> str:
    """What is meant by a typed day of a term, where that is not plain; any day will do."""
    if not text.strip():
        return ""
    day = day_of(text, today)
    if day is None:
        return _("a day: +3, +2w, +1m, mon, tomorrow, 15.04")
    return "" if format_date(day) == text.strip() else weekday_date(day)


def check_day(text: str, today: date, calendar: OfficeCalendar) -> str:
    """What is meant by a typed day, when that is not plain from the text, and a word about it."""
    if not text.strip():
        return ""
    day = day_of(text, today)
    if day is None:
        return _("a day: +3, +2w, +1m, mon, tomorrow, 15.04")
    note = note_words(day_note(day, calendar, today=today))
    plain = format_date(day) == text.strip()
    return note if plain else ": ".join(filter(None, [weekday_date(day), note]))
