"""What stands under a field where somebody types a day."""

from datetime import date

import pytest

from crm_tui.domain.workdays import OfficeCalendar
from crm_tui.i18n import set_language
from crm_tui.screens.day_words import check_day
from crm_tui.store.holidays import shipped_holidays

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("04.03.2026", ""),
        ("+2", "ср 04.03.2026"),
        ("cj", "день: +3, +2т, +1м, пн, завтра, 15.04"),
        ("сб", "сб 07.03.2026: офіс не працює"),
        ("1.5", "пт 01.05.2026: свято: День праці"),
        ("09.03.2026", "вихідний після свята: Міжнародний жіночий день"),
        ("1.3", "нд 01.03.2026: цей день уже минув"),
    ],
)
def test_the_day_and_a_word_about_it(text: str, words: str) -> None:
    set_language("uk")
    calendar = OfficeCalendar(shipped_holidays(), holidays_off=True)
    assert check_day(text, MONDAY, calendar) == words
