"""At 80 columns every list has room for its columns: what is wider loses the end of each line."""

from collections.abc import Callable

import pytest

from crm_tui.screens.kep_box_rows import box_columns
from crm_tui.screens.kep_debts import debt_columns
from crm_tui.screens.kep_words import set_columns
from crm_tui.screens.paper_words import letter_columns, paper_columns, payment_columns
from crm_tui.widgets.columns import Column, widths

ROOM = 77
"""Cells of a line beside the pointer and the sign."""


@pytest.mark.parametrize(
    "columns",
    [
        lambda: paper_columns(with_client=True),
        payment_columns,
        letter_columns,
        set_columns,
        debt_columns,
        box_columns,
    ],
)
def test_the_columns_fit(columns: Callable[[], tuple[Column, ...]]) -> None:
    found = [width for width in widths(columns(), ROOM) if width]
    assert sum(found) + len(found) - 1 <= ROOM
