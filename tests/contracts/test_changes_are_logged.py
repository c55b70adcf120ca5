"""Records change through the unit, which logs them; each way past it has a reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

USECASES = Path(__file__).resolve().parents[2] / "crm_tui" / "usecases"
PAST_THE_UNIT = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings"}
STATEMENTS = {"update", "delete", "insert"}

REASONS = {
    "kep_boxes": "made inside a savepoint, as two may open a box at once; the row is logged",
    "dialling": "made inside a savepoint, as two may dial one client at once; the row is logged",
    "drafts": "drafts are not audited",
    "journal": "packets, connections and the line's state are not audited",
    "presence_record": "how phones and queues stand is not audited: the journal tells it",
    "store_care": "old packets are not audited",
    "talk_drafts": "what is being typed is not audited until it is saved",
    "rings": "one ring goes to one screen by a single UPDATE that asks for the state; the row is logged",
    "parts/files": "made inside a savepoint, as two may keep one content at once; the row is logged",
    "parts/numbers": "made inside a savepoint, as two may begin a series at once; the row is logged",
    "renewals": "a portion of tasks in one insert that leaves out what others took; each row is logged",
    "services": "made inside a savepoint, as two may take one code at once; the row is logged",
    "parts/phones": "a number is made inside a savepoint, as two may enter it at once; the row is logged",
}


def ways_past_the_unit() -> Iterator[tuple[str, int]]:
    """(module, line) of every direct write in a use case."""
    for path in sorted(USECASES.rglob("*.py")):
        module = str(path.relative_to(USECASES).with_suffix(""))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name) and called.id in STATEMENTS:
                yield module, node.lineno
            if (
                isinstance(called, ast.Attribute)
                and called.attr in PAST_THE_UNIT
                and ast.unparse(called.value).endswith("session")
            ):
                yield module, node.lineno


def test_no_use_case_writes_past_the_log_without_a_reason() -> None:
    found = list(ways_past_the_unit())
    assert [place for place in found if place[0] not in REASONS] == []
    assert {module for module, _line in found} == set(REASONS), "a reason for nothing"
