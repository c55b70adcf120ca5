"""Random filters of a list, as its parser keeps them."""

from collections.abc import Callable

from hypothesis import strategies as st

from crm_tui.domain.filter_language import ORDERED, Language
from crm_tui.domain.filter_tree import All, Condition, Either, Not, Sign, Tree, flat

Values = Callable[[str], st.SearchStrategy[str]]


@st.composite
def conditions(draw: st.DrawFn, language: Language, values_of: Values) -> Condition:
    """One condition over any field of the language."""
    field = draw(st.sampled_from(list(language.fields)))
    sign = draw(st.sampled_from(list(Sign)))
    kind = language.fields[field].kind
    if kind == "border":
        return Condition(field, Sign.IS, (draw(values_of(field)),))
    if sign in {Sign.IS, Sign.IS_NOT} or kind not in ORDERED:
        values = draw(st.lists(st.none() | values_of(field), min_size=1, max_size=2))
        return Condition(field, sign if sign is Sign.IS_NOT else Sign.IS, tuple(values))
    return Condition(field, sign, (draw(values_of(field).filter(lambda one: ".." not in one)),))


def trees(language: Language, values_of: Values) -> st.SearchStrategy[Tree]:
    """Conditions in brackets of any kind."""

    def joined(inner: st.SearchStrategy[Tree], kind: type[All | Either]) -> st.SearchStrategy[Tree]:
        return st.lists(inner, min_size=2, max_size=3).map(lambda parts: kind(flat(parts, kind)))

    return st.recursive(
        conditions(language, values_of),
        lambda inner: inner.map(Not) | joined(inner, All) | joined(inner, Either),
        max_leaves=6,
    )
