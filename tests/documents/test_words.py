from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.documents.words import amount_in_words, counted, day_in_words, quoted_day


@pytest.mark.parametrize(
    ("kop", "words"),
    [
        (0, "Нуль гривень 00 копійок"),
        (1, "Нуль гривень 01 копійка"),
        (100, "Одна гривня 00 копійок"),
        (101, "Одна гривня 01 копійка"),
        (200, "Дві гривні 00 копійок"),
        (350, "Три гривні 50 копійок"),
        (500, "П'ять гривень 00 копійок"),
        (1111, "Одинадцять гривень 11 копійок"),
        (1200, "Дванадцять гривень 00 копійок"),
        (2121, "Двадцять одна гривня 21 копійка"),
        (2202, "Двадцять дві гривні 02 копійки"),
        (9014, "Дев'яносто гривень 14 копійок"),
        (10101, "Сто одна гривня 01 копійка"),
        (11212, "Сто дванадцять гривень 12 копійок"),
        (60004, "Шістсот гривень 04 копійки"),
        (1001_01, "Одна тисяча одна гривня 01 копійка"),
        (1536_00, "Одна тисяча п'ятсот тридцять шість гривень 00 копійок"),
        (2502_45, "Дві тисячі п'ятсот дві гривні 45 копійок"),
        (11000_11, "Одинадцять тисяч гривень 11 копійок"),
        (21000_21, "Двадцять одна тисяча гривень 21 копійка"),
        (1000000_00, "Один мільйон гривень 00 копійок"),
        (2000001_99, "Два мільйони одна гривня 99 копійок"),
        (
            1234567_89,
            "Один мільйон двісті тридцять чотири тисячі п'ятсот шістдесят сім гривень 89 копійок",
        ),
        (-300, "Мінус три гривні 00 копійок"),
    ],
)
def test_sums_in_words(kop, words):
    assert amount_in_words(kop) == words


@given(st.integers(0, 10**13))
def test_the_last_words_agree_with_the_number(kop):
    words = amount_in_words(kop)
    hryvnias, rest = divmod(kop, 100)
    before = words.split(" грив")[0].lower().split()[-1]
    if hryvnias % 100 not in range(11, 20):
        for last, spelled in {1: "одна", 2: "дві", 3: "три", 4: "чотири"}.items():
            assert (before == spelled) == (hryvnias % 10 == last)
    assert "," not in words
    assert "  " not in words
    assert words.endswith(f" {rest:02} {counted(rest, 'копійка', 'копійки', 'копійок')}")


def test_days_in_words():
    assert day_in_words(date(2026, 11, 5)) == "5 листопада 2026 р."
    assert quoted_day(date(2026, 1, 5)) == "«05» січня 2026 р."
    assert [day_in_words(date(2026, month, 1)).split()[1] for month in (2, 3, 5, 8, 9, 12)] == [
        "лютого",
        "березня",
        "травня",
        "серпня",
        "вересня",
        "грудня",
    ]
