"""Filters of the register of КЕП sets, read and written (`domain/filter_text.py` tells the language)."""

from crm_tui.domain.filter_text import parse_tree, tree_text
from crm_tui.domain.filter_tree import Tree
from crm_tui.domain.kep_filter_words import KEP_FILTER


def parse_kep_filter(text: str) -> Tree:
    """The filter that a text says; raises FilterError with the word that says nothing."""
    return parse_tree(text, KEP_FILTER)


def kep_filter_text(tree: Tree) -> str:
    """The text that says this filter; `parse_kep_filter` reads the same tree from it."""
    return tree_text(tree, KEP_FILTER)


def spellings(text: str) -> tuple[str, ...]:
    """How a part of a name may be written: as typed, small, capital, Capitalised."""
    return tuple(dict.fromkeys((text, text.lower(), text.upper(), text.title())))
