"""The limits that keep the house small: lengths of files and functions, rooms, words that must not leak."""

import ast
import statistics
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "crm_tui"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions() -> list[tuple[str, int]]:
    """Every function of the program with its length in lines."""
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def test_files_are_short() -> None:
    assert {str(path): lines(path) for path in SOURCES if lines(path) > 400} == {}
    assert statistics.median(lines(path) for path in SOURCES if lines(path) > 1) <= 120


def test_functions_are_short() -> None:
    lengths = sorted(length for _, length in functions())
    assert statistics.median(lengths) <= 10
    longest = sorted(functions(), key=lambda one: -one[1])[:5]
    assert lengths[int(len(lengths) * 0.95)] <= 40, longest


def test_the_package_itself_is_empty() -> None:
    assert (PACKAGE / "__init__.py").read_text("utf-8") == ""


def test_import_rules_name_every_room() -> None:
    """A new room must say what it may import, else the contracts would pass by saying nothing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = {
        module
        for contract in project["tool"]["importlinter"]["contracts"]
        for module in (*contract["source_modules"], *contract["forbidden_modules"])
    }
    rooms = {f"crm_tui.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    assert rooms - named == set()


def test_nothing_of_a_workplace_is_in_the_repository() -> None:
    """No path of a developer's machine and no private address of a package index is committed."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    files = [ROOT / name for name in done.stdout.splitlines()]
    leaked = "/wo" + "rk/"
    found = [
        path.relative_to(ROOT)
        for path in files
        if path.suffix in {".py", ".md", ".toml", ".txt", ".po", ".service", ".yml"}
        and path.is_file()
        and leaked in path.read_text("utf-8")
    ]
    assert found == []
