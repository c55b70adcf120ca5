"""A filter as lines that a person changes one by one: joined by `і` or `або`, turned by `не`, taken out."""

from dataclasses import dataclass

from crm_tui.domain.filter_tree import All, Condition, Either, Not, Tree, flat

Path = tuple[int, ...]
"""The way from the whole filter to a part of it: which part, which part of that one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A condition, or the head of a bracket whose parts stand below it, one deeper; `nots` stand before."""

    path: Path
    depth: int
    part: Condition | All | Either
    nots: int = 0


def lines_of(tree: Tree) -> tuple[Line, ...]:
    """The filter from top to bottom; one that asks for nothing has no lines."""
    return () if tree == All() else tuple(_lines(tree, (), 0))


def _lines(tree: Tree, path: Path, depth: int) -> list[Line]:
    part, nots = tree, 0
    while isinstance(part, Not):
        part, nots = part.part, nots + 1
    found = [Line(path, depth, part, nots)]
    if isinstance(part, Condition):
        return found
    for place, one in enumerate(part.parts):
        found += _lines(one, (*path, *(0,) * nots, place), depth + 1)
    return found


def part_at(tree: Tree, path: Path) -> Tree:
    """The part that a path leads to."""
    for place in path:
        tree = _parts(tree)[place]
    return tree


def put(tree: Tree, path: Path, part: Tree) -> Tree:
    """Another part in that place."""
    return _neat(_put(tree, path, part))


def added(tree: Tree, path: Path, part: Tree, kind: type[All | Either]) -> Tree:
    """One more part beside another: both must hold, or one of them.

    In a bracket of the other kind the two of them become a bracket of their own.
    """
    if tree == All():
        return part
    here = part_at(tree, path)
    parent = part_at(tree, path[:-1]) if path else None
    if not isinstance(parent, kind):
        return put(tree, path, kind((here, part)))
    parts = list(parent.parts)
    parts.insert(path[-1] + 1, part)
    return put(tree, path[:-1], kind(tuple(parts)))


def turned(tree: Tree, path: Path) -> Tree:
    """`не` before a part, or taken away."""
    here = part_at(tree, path)
    return put(tree, path, here.part if isinstance(here, Not) else Not(here))


def removed(tree: Tree, path: Path) -> Tree:
    """The filter without a part; a bracket of one is none."""
    if not path:
        return All()
    parent = part_at(tree, path[:-1])
    if isinstance(parent, Not):
        return removed(tree, path[:-1])
    parts = list(_parts(parent))
    del parts[path[-1]]
    left: Tree = Either(tuple(parts)) if isinstance(parent, Either) else All(tuple(parts))
    return put(tree, path[:-1], left)


def _parts(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Not(part):
            return (part,)
        case All(parts) | Either(parts):
            return parts
    return ()


def _put(tree: Tree, path: Path, part: Tree) -> Tree:
    if not path:
        return part
    below = [_put(one, path[1:], part) if n == path[0] else one for n, one in enumerate(_parts(tree))]
    match tree:
        case Not():
            return Not(below[0])
        case Either():
            return Either(tuple(below))
    return All(tuple(below))


def _neat(tree: Tree) -> Tree:
    """As the text says it: no bracket of one part, none within another of its kind."""
    match tree:
        case Not(part):
            return Not(_neat(part))
        case All(parts) | Either(parts):
            kind = type(tree)
            neat = flat([_neat(one) for one in parts], kind)
            return neat[0] if len(neat) == 1 else kind(neat)
    return tree
