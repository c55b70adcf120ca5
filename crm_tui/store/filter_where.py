"""The tree of a filter as a condition of a query; what is empty answers no, so `не` answers yes."""

from collections.abc import Callable

from crm_tui.domain.filter_tree import All, Condition, Either, Not, Sign, Tree


def where_of(tree: Tree, said: Callable[[Condition], str]) -> str:
    """The condition; `said` tells what one condition asks, without its "not"."""
    match tree:
        case Condition():
            asked = said(tree)
            return f"NOT COALESCE(({asked}), FALSE)" if tree.sign is Sign.IS_NOT else asked
        case Not(part):
            return f"NOT COALESCE(({where_of(part, said)}), FALSE)"
        case All(()):
            return "1 = 1"
        case All(parts):
            return " AND ".join(f"({where_of(part, said)})" for part in parts)
        case Either(parts):
            return either([where_of(part, said) for part in parts])


def either(said: list[str]) -> str:
    """One of these holds."""
    return " OR ".join(f"({one})" for one in said) if len(said) > 1 else said[0]
