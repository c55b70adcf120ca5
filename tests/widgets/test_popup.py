"""Several calls in one kept dialog."""

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.widgets.popup import SubjectStack


def test_a_second_call_waits_behind_the_first_and_comes_forward_when_it_ends() -> None:
    stack: SubjectStack[str] = SubjectStack()
    assert stack.put("a", "Ромашка")
    assert not stack.put("b", "Волошка")
    assert stack.front == "Ромашка"
    assert stack.drop("a")
    assert stack.front == "Волошка"
    assert stack.drop("b")
    assert stack.front is None


@given(st.lists(st.tuples(st.sampled_from(["put", "drop", "turn"]), st.integers(0, 4))))
def test_the_front_is_always_one_of_the_calls(acts: list[tuple[str, int]]) -> None:
    stack: SubjectStack[int] = SubjectStack()
    alive: set[int] = set()
    for act, number in acts:
        before = stack.front_key
        if act == "put":
            stack.put(number, number)
            alive.add(number)
        elif act == "drop":
            stack.drop(number)
            alive.discard(number)
        else:
            stack.turn()
        assert {key for key, _subject in stack.subjects} == alive
        assert (stack.front_key in alive) == bool(alive)
        if act == "put" and before is not None:
            assert stack.front_key == before
