"""The filter of a report as people type it: `manager=anna,taras service!=MEDOC kind=sale`.

All conditions must hold; commas mean "one of these". What a field is called and which values it knows is the
report's own matter; here is only the grammar.
"""

import re
import shlex
from collections.abc import Callable, Mapping

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.store.talk_sums import Only

Values = Callable[[str], set[int] | set[str] | None]
"""What a typed value stands for; None: there is no such."""


def read_filter(text: str, fields: Mapping[str, Values]) -> dict[str, Only]:
    """Each field's condition. Refused, with the field or value, for what cannot be understood."""
    found: dict[str, Only] = {}
    for word in _words(text):
        parts = re.fullmatch(r"(\w+)\s*(!?=)(.+)", word)
        if parts is None:
            raise Refused(_("{word}: a condition is written FIELD=VALUE or FIELD!=VALUE").format(word=word))
        name, sign, typed = parts.groups()
        if name not in fields:
            known = ", ".join(sorted(fields))
            raise Refused(_("{name}: no such field; there are {known}").format(name=name, known=known))
        only = Only(_meant(name, typed, fields[name]), but=sign == "!=")
        found[name] = found[name].both(only) if name in found else only
    return found


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise Refused(_("{text}: a quotation mark is not closed").format(text=text)) from None


def _meant(name: str, typed: str, values: Values) -> frozenset[int | str]:
    found: set[int | str] = set()
    for value in typed.split(","):
        meant = values(value.strip())
        if meant is None:
            raise Refused(_("{name}: there is no {value}").format(name=name, value=value.strip()))
        found |= meant
    return frozenset(found)
