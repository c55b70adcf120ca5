"""A filter of a list as a tree: conditions that must all hold, of which one must, or that must not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum


class FilterError(ValueError):
    """A word that cannot be read: `about` is what is wrong, `word` the word, `choices` what it may be."""

    def __init__(self, about: str, word: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(f"{about}: {word}")
        self.about, self.word, self.choices = about, word, choices


class Sign(StrEnum):
    """How a value is compared."""

    IS = "="
    IS_NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; of several values one must hold (none, for `!=`). A value None: empty."""

    field: str
    sign: Sign
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What does not hold."""

    part: "Tree"


@dataclass(frozen=True, slots=True)
class All:
    """All of the parts hold; without parts everything does."""

    parts: tuple["Tree", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the parts holds."""

    parts: tuple["Tree", ...]


Tree = Condition | Not | All | Either


def conditions_of(tree: Tree) -> list[Condition]:
    """All conditions of a filter, as they stand."""
    match tree:
        case Condition():
            return [tree]
        case Not(part):
            return conditions_of(part)
        case All(parts) | Either(parts):
            return [one for part in parts for one in conditions_of(part)]


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """The parts of a filter that all must hold, whatever stands in them."""
    return tree.parts if isinstance(tree, All) else (tree,)


def flat(parts: list[Tree], kind: type[All | Either]) -> tuple[Tree, ...]:
    """Parts of the same kind stand in one row: `a і (b і c)` is `a і b і c`."""
    found: list[Tree] = []
    for part in parts:
        found += part.parts if isinstance(part, kind) else [part]
    return tuple(found)


def with_values(tree: Tree, field: str, change: Callable[[str], str]) -> Tree:
    """The filter with the values of one field changed; of two that become one, one stays."""
    match tree:
        case Condition():
            if tree.field != field:
                return tree
            values = (value if value is None else change(value) for value in tree.values)
            return replace(tree, values=tuple(dict.fromkeys(values)))
        case Not(part):
            return Not(with_values(part, field, change))
        case All(parts):
            return All(tuple(with_values(part, field, change) for part in parts))
        case Either(parts):
            return Either(tuple(with_values(part, field, change) for part in parts))
