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


def counted(number: int, one: str, few: str, many: str) -> str:
    """The form that goes with a number: 1, 21 гривня; 2-4, 22 гривні; 0, 5-20, 112 гривень."""
    if number % 100 in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(number % 10, many)


def number_in_words(number: int, *, feminine: bool = False) -> str:
    """ "двадцять одна тисяча", in lower case"""
    # num2words reads an int sum as kopiykas, puts a comma between the parts and spells kopiykas out,
    # so only its counting is used and the money is put together here.
    from num2words import num2words

    return str(num2words(number, lang="uk", gender="feminine" if feminine else "masculine"))


def amount_in_words(kop: int) -> str:
    """ "Одна тисяча п'ятсот тридцять шість гривень 00 копійок" """
    hryvnias, rest = divmod(abs(kop), 100)
    words = (
        f"{'мінус ' if kop < 0 else ''}{number_in_words(hryvnias, feminine=True)}"
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
