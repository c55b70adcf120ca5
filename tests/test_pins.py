"""The pins belong to pyproject.toml and name no address."""

from tools.pins import problems


def test_pins_fit_the_ranges_and_name_no_address() -> None:
    assert problems() == []
