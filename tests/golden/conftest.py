"""Golden texts: `pytest tests/golden --update-golden` writes them anew."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden texts anew")


@pytest.fixture(autouse=True)
def _golden(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.config.getoption("--update-golden"):
        monkeypatch.setenv("UPDATE_GOLDEN", "1")


@pytest.fixture(params=["256", "16", "none"])
def colours(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the terminal can show; the theme is chosen by it."""
    return use_colours(request.param, monkeypatch)


@pytest.fixture
def colours_256(monkeypatch: pytest.MonkeyPatch) -> str:
    return use_colours("256", monkeypatch)


def use_colours(wanted: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm" if wanted == "16" else "xterm-256color")
    if wanted == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    return wanted
