"""Charts of the terminal: exact lines of text; no colour tells anything."""

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.widgets.charts import bar, lines


def test_a_bar_is_as_long_as_its_figure() -> None:
    assert bar(5, 10, 8) == "████"
    assert bar(10, 10, 8) == "████████"
    assert bar(1, 16, 8) == "▌"
    assert bar(1, 1_000_000, 8) == "▏"  # there is something
    assert bar(0, 10, 8) == bar(0, 0, 8) == ""


def test_lines_with_their_axes_and_letters() -> None:
    drawn = lines([(0, 4, 2), (4, 4, 4)], ["січень", "лютий", "бер"], [(0, "0"), (2, "2"), (4, "4")], 30, 8)
    assert [line.rstrip() for line in drawn] == [
        "4 ┤B⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢉⠝A⠛⠭⣉⠉⠉⠉⠉⠉⠉⠉⠉B",
        "  │         ⡠⠊⠁ B   ⠉⠒⠤⣀",
        "2 ┤       ⡠⠊            ⠉⠒⠤⣀",
        "  │    ⢀⠔⠉                  A",
        "  │  ⣀⠔⠁",
        "0 ┤A⠊",
        "  └──────────────────────────",
        "   січень    лютий        бер",
    ]
    assert all(len(line) == 30 for line in drawn)


@given(
    series=st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), min_size=1, max_size=30),
    width=st.integers(1, 130),
    height=st.integers(1, 40),
)
def test_any_figures_fit_into_any_room(series: list[list[int]], width: int, height: int) -> None:
    highest = max(max(one) for one in series)
    drawn = lines(series, ["а", "б", "в"], [(0, "0"), (max(highest, 1), "багато")], width, height)
    assert len(drawn) == height
    assert all(len(line) == width for line in drawn)


@given(days=st.integers(2, 400), width=st.integers(30, 130))
def test_labels_under_a_line_never_run_into_each_other(days: int, width: int) -> None:
    labels = [f"{1 + day % 28:02}.11.2026" for day in range(days)]
    under = lines([[1.0] * days], labels, [(0, "0"), (1, "1")], width, 6)[-1]
    assert set(under.split()) <= set(labels)
    assert under.split()[0] == labels[0]
