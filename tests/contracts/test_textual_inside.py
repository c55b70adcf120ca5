"""Members of Textual that are not its public face but ours lean on: each must be in the installed release."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import textual
from textual.app import App
from textual.widget import Widget

import crm_tui

ROOT = Path(crm_tui.__file__).parent
PLACES = [
    *(ROOT / name for name in ("app.py", "keys.py")),
    *(path for room in ("screens", "widgets") for path in (ROOT / room).rglob("*.py")),
]
LEANED_ON = {
    "_background_screens": App,
    "_check_bindings": App,
    "_driver": App,
    "_get_screen": App,
    "_keymap": App,
    "_pruning": Widget,
}
"""Each private member with the class that has it; a new one is entered here or, better, not used."""
PUT_OUT = {"_set_pointer_shape": App}
"""Private members that ours replace without asking them."""


@pytest.mark.parametrize("member", LEANED_ON | PUT_OUT)
def test_the_installed_textual_has_the_member(member: str) -> None:
    owner = (LEANED_ON | PUT_OUT)[member]
    assert member in dir(owner()), (
        f"Textual {textual.__version__} has no {owner.__name__}.{member}:"
        " find what took its place before the pin is moved"
    )


def test_no_other_private_member_is_used() -> None:
    own = {name for path in ROOT.rglob("*.py") for name in _defined(ast.parse(path.read_text("utf-8")))}
    used = {
        (name, path.name)
        for path in PLACES
        for name in _private(ast.parse(path.read_text("utf-8")))
        if name not in own or name in LEANED_ON
    }
    assert {name for name, _file in used} == set(LEANED_ON), sorted(used)


def _private(tree: ast.Module) -> Iterator[str]:
    """Names of attributes with one leading underscore that are read somewhere."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        of_os = isinstance(node.value, ast.Name) and node.value.id == "os"
        if node.attr[0] == "_" != node.attr[1] and not of_os:
            yield node.attr


def _defined(tree: ast.Module) -> Iterator[str]:
    """Names that our own code gives: functions, classes, fields, attributes that are set."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
