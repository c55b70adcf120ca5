"""How the number of a paper looks: `1287`, `РП-0001287`, `КЕП-26/1287`, by a form with named fields."""

import re

_FIELD = re.compile(r"\{(number)(?::0(\d))?\}|\{(yy|year)\}")
LONGEST = 40


def number_form_fits(form: str) -> bool:
    """Whether a form has `{number}` (or `{number:07}`) once, and no other fields than `{yy}` and `{year}`."""
    rest = _FIELD.sub("", form)
    numbers = sum(1 for found in _FIELD.finditer(form) if found[1])
    return numbers == 1 and not set(rest) & set("{}") and len(form) <= LONGEST


def number_text(form: str, number: int, year: int) -> str:
    """The number as it stands on the paper."""

    def fill(found: re.Match[str]) -> str:
        if found[1]:
            return str(number).zfill(int(found[2] or 0))
        return str(year) if found[3] == "year" else f"{year % 100:02}"

    return _FIELD.sub(fill, form)
