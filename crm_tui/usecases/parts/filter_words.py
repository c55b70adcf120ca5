"""What is wrong with a filter, in one line, whatever list it is of."""

from collections.abc import Callable

from crm_tui.domain.errors import Refused
from crm_tui.domain.filter_tree import FilterError, Tree
from crm_tui.i18n import _


def reading(read: Callable[[str], Tree], text: str) -> Tree:
    """The filter that a text says; Refused with the word that says nothing and what it may be."""
    try:
        return read(text)
    except FilterError as problem:
        raise refused(problem) from None


def refused(problem: FilterError) -> Refused:
    """The refusal of a filter, with how to mend it."""
    choices, word = ", ".join(problem.choices), problem.word
    said = {
        "word": _("{word}: a filter is made of conditions such as мітка=борг"),
        "key": _("{word}: there is no such field; there are: {choices}"),
        "value": _("{word}: it is one of: {choices}"),
        "day": _("{word}: no day or period; write сьогодні, -7, 15.04, 2026-03, цей-місяць, 1.03..15.03"),
        "border": _("{word}: here = and one day: сьогодні, +3, -7, пн, 15.04"),
        "empty": _("{word}: nothing is said after the sign"),
        "number": _("{word}: no number; write 12, 1000.50, 500..1000"),
        "sign": _("{word}: only days, numbers and sums are less or more"),
        "several": _("{word}: here one value only, and no range"),
        "bracket": _("{word}: a bracket without its pair"),
        "end": _("{word}: a condition is missing beside it"),
        "long": _("{word}: longer than {choices} letters"),
        "deep": _("{word}: more than {choices} brackets within each other"),
        "many": _("{word}: more than {choices} values"),
        "outside": _("{word}: open tasks are shown; say also стан=усі, beside the brackets"),
    }[problem.about]
    return Refused(said.format(word=word, choices=choices))
