"""A filter changed line by line: whatever is done, its text is read as the same filter."""

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.filter_edit import added, lines_of, part_at, put, removed, turned
from crm_tui.domain.filter_text import parse_tree, tree_text
from crm_tui.domain.filter_tree import All, Condition, Either, Sign, Tree, conditions_of, with_values
from crm_tui.domain.task_filter import TASK_FILTER
from tests.domain.filter_trees import trees
from tests.domain.test_task_filter import values_of

NEW = Condition("tag", Sign.IS, ("борг",))


def read(text: str) -> Tree:
    return parse_tree(text, TASK_FILTER)


def said(tree: Tree) -> str:
    return tree_text(tree, TASK_FILTER)


def test_a_filter_is_built_line_by_line() -> None:
    tree = added(All(), (), read("хто=я"), All)
    tree = added(tree, (), read("статус=новий"), All)
    assert said(tree) == "хто=я і статус=новий"
    tree = added(tree, (1,), read("послуга=КЕП"), Either)
    assert said(tree) == "хто=я і (статус=новий або послуга=КЕП)"
    tree = added(tree, (1, 0), NEW, Either)
    assert said(tree) == "хто=я і (статус=новий або мітка=борг або послуга=КЕП)"
    tree = turned(tree, (1,))
    assert [(one.depth, one.nots) for one in lines_of(tree)] == [
        (0, 0),
        (1, 0),
        (1, 1),
        (2, 0),
        (2, 0),
        (2, 0),
    ]
    tree = removed(removed(tree, (1, 0, 0)), (1, 0, 0))
    assert said(tree) == "хто=я і не послуга=КЕП"
    assert said(removed(tree, (1, 0))) == "хто=я"
    assert said(added(tree, (), NEW, Either)) == "хто=я і не послуга=КЕП або мітка=борг"
    assert removed(read("хто=я"), ()) == All()


@given(trees(TASK_FILTER, values_of), st.data())
def test_any_act_on_any_line_gives_a_filter_that_its_text_says(tree: Tree, data: st.DataObject) -> None:
    lines = lines_of(tree)
    line = data.draw(st.sampled_from(lines))
    here, count = part_at(tree, line.path), len(conditions_of(tree))
    kind = data.draw(st.sampled_from([All, Either]))
    grown = added(tree, line.path, NEW, kind)
    assert len(conditions_of(grown)) == count + 1
    less = removed(tree, line.path)
    assert len(conditions_of(less)) == count - len(conditions_of(here))
    for one in (grown, less, turned(tree, line.path), put(tree, line.path, NEW)):
        assert read(said(one)) == one
    assert removed(put(tree, line.path, NEW), line.path) == less


@given(trees(TASK_FILTER, values_of))
def test_a_tag_renamed_in_a_filter_leaves_all_else(tree: Tree) -> None:
    """Given any filter, when one of its tags gets another name, its text is read as the same filter."""
    tags = [value for one in conditions_of(tree) if one.field == "tag" for value in one.values if value]
    old = tags[0] if tags else "борг"
    renamed = with_values(tree, "tag", lambda one: "боржник" if one == old else one)
    assert old not in {v for one in conditions_of(renamed) if one.field == "tag" for v in one.values} - {
        "боржник"
    }
    twice = any(len(set(one.values)) < len(one.values) for one in conditions_of(tree))
    assert with_values(tree, "tag", lambda one: one) == tree or twice
    assert read(said(renamed)) == read(said(read(said(renamed))))
