"""Which document of a checklist is the contract itself."""

import pytest

from crm_tui.domain.contracts import is_contract


@pytest.mark.parametrize(
    ("name", "is_it"),
    [
        ("Договір", True),
        ("Підписаний договір (2 примірники)", True),
        ("ДОГОВІР.", True),
        ("Картка приєднання до договору", False),
        ("Копія паспорта", False),
        ("Договірні умови", False),
    ],
)
def test_the_contract_is_named_in_the_nominative(name: str, is_it: bool) -> None:
    assert is_contract(name) is is_it
