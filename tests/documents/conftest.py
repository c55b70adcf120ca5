"""Golden texts: `UPDATE_GOLDEN=1 pytest tests/documents` writes them anew."""

import os

import pytest


@pytest.fixture
def golden(request):
    """Compares a text with the one in `golden/`."""
    folder = request.path.parent / "golden"

    def compare(name, text):
        file = folder / f"{name}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            folder.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
        assert text == file.read_text("utf-8")

    return compare
