"""Sums, dates and counted things in words; papers are Ukrainian whatever the interface speaks."""

from datetime import date

MONTHS = (
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
)

_SMALL = (
    *("нуль", "один", "два", "три", "чотири", "п'ять", "шість", "сім", "вісім", "дев'ять", "десять"),
    *("одинадцять", "дванадцять", "тринадцять", "чотирнадцять", "п'ятнадцять", "шістнадцять"),
    *("сімнадцять", "вісімнадцять", "дев'ятнадцять"),
)
_FEMININE = {1: "одна", 2: "дві"}
_TENS = (
    *("", "десять", "двадцять", "тридцять", "сорок", "п'ятдесят", "шістдесят", "сімдесят", "вісімдесят"),
    "дев'яносто",
)
_HUNDREDS = (
    *("", "сто", "двісті", "триста", "чотириста", "п'ятсот", "шістсот", "сімсот", "вісімсот"),
    "дев'ятсот",
)
_SCALES = (
    ("", "", ""),
    ("тисяча", "тисячі", "тисяч"),
    ("мільйон", "мільйони", "мільйонів"),
    ("мільярд", "мільярди", "мільярдів"),
    ("трильйон", "трильйони", "трильйонів"),
    ("квадрильйон", "квадрильйони", "квадрильйонів"),
)
"""As far as the store counts kopiykas."""


def counted(number: int, one: str, few: str, many: str) -> str:
    """The form that goes with a number: 1, 21 гривня; 2-4, 22 гривні; 0, 5-20, 112 гривень."""
    if number % 100 in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(number % 10, many)


def number_in_words(number: int) -> str:
    """ "двадцять одна тисяча сто дві", in lower case and of feminine gender, as hryvnias are counted"""
    words, scale = [], 0
    while number:
        number, three = divmod(number, 1000)
        if three:
            # Thousands are feminine too, the higher scales are not.
            name = [counted(three, *_SCALES[scale])] if scale else []
            words.append(" ".join((*_three_in_words(three, feminine=scale < 2), *name)))
        scale += 1
    return " ".join(reversed(words)) or _SMALL[0]


def _three_in_words(number: int, *, feminine: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10) if rest >= 20 else (0, rest)
    last = _FEMININE.get(ones, _SMALL[ones]) if feminine else _SMALL[ones]
    return [_HUNDREDS[hundreds]] * (hundreds > 0) + [_TENS[tens]] * (tens > 0) + [last] * (ones > 0)


def amount_in_words(kop: int) -> str:
    """ "Одна тисяча п'ятсот тридцять шість гривень 00 копійок" """
    hryvnias, rest = divmod(abs(kop), 100)
    words = (
        f"{'мінус ' if kop < 0 else ''}{number_in_words(hryvnias)}"
        f" {counted(hryvnias, 'гривня', 'гривні', 'гривень')}"
        f" {rest:02} {counted(rest, 'копійка', 'копійки', 'копійок')}"
    )
    return words[0].upper() + words[1:]


def day_in_words(day: date) -> str:
    """ "5 листопада 2026 р." """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} р."


def quoted_day(day: date) -> str:
    """ "«05» листопада 2026 р.", as contracts and acts have it"""
    return f"«{day.day:02}» {MONTHS[day.month - 1]} {day.year} р."
