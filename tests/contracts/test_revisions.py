"""The revisions of the store are one chain: two branches that took the same number do not pass."""

import re
from pathlib import Path

from crm_tui.store.revision import SCHEMA

VERSIONS = Path(__file__).resolve().parents[2] / "crm_tui" / "store" / "migrations" / "versions"


def test_each_revision_follows_the_one_before() -> None:
    before = None
    for file in sorted(VERSIONS.glob("[0-9]*.py")):
        text = file.read_text("utf-8")
        (revision,) = re.findall(r'^revision = "(\d+)"', text, re.MULTILINE)
        follows = re.findall(r'^down_revision = (?:"(\d+)"|None)', text, re.MULTILINE)
        assert revision == file.name[:4]
        assert follows == [before or ""], file.name
        before = revision
    assert before == SCHEMA
