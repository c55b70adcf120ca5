"""What is in memory before the first frame, and who may know whom: looked at in fresh processes."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "psycopg", "pydantic", "typer", "openpyxl", "phonenumbers")


@cache
def loaded_by(*modules: str) -> set[str]:
    """All modules in memory after importing these."""
    code = f"import {', '.join(modules)}, json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    found: list[str] = json.loads(done.stdout)
    return set(found)


def modules_of(room: str) -> list[str]:
    folder = ROOT / "crm_tui" / room
    return sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in folder.rglob("*.py")
    )


def inside(modules: set[str], *packages: str) -> set[str]:
    return {name for name in modules if name in packages or name.startswith(tuple(f"{p}." for p in packages))}


@pytest.mark.parametrize(
    "start", ["crm_tui.__main__", "crm_tui.cli.screen", "crm_tui.config", "crm_tui.i18n"]
)
def test_the_first_steps_load_nothing_heavy(start: str) -> None:
    assert inside(loaded_by(start), *HEAVY, "textual", "rich") == set()


def test_the_app_is_imported_without_the_store() -> None:
    """The first frame is painted from what `crm_tui.app` imports; the rest comes by workers after it."""
    assert inside(loaded_by("crm_tui.app"), *HEAVY, "crm_tui.store", "crm_tui.usecases") == set()


def test_the_first_rows_are_read_and_shown_without_the_store() -> None:
    """A glance by the driver itself: SQLAlchemy is imported when they are painted."""
    first = loaded_by("crm_tui.cli.session", "crm_tui.usecases.first_look", "crm_tui.screens.tasks")
    assert inside(first, *HEAVY, "crm_tui.store.tables", "crm_tui.store.scope") == set()


def test_screens_know_no_command_line_and_no_pbx() -> None:
    """A workspace may load use cases (it comes after the first frame), but never what runs beside it."""
    screens = loaded_by(*modules_of("screens"))
    assert inside(screens, "crm_tui.cli", "crm_tui.pbx", "crm_tui.jobs", "typer") == set()


def test_widgets_know_no_use_cases() -> None:
    widgets = loaded_by(*modules_of("widgets"))
    forbidden = ("crm_tui.store", "crm_tui.usecases", "crm_tui.screens", "crm_tui.cli", "crm_tui.app")
    assert inside(widgets, *HEAVY, *forbidden) == set()


def test_the_domain_knows_only_itself() -> None:
    domain = loaded_by(*modules_of("domain"))
    own = {name for name in inside(domain, "crm_tui") if name != "crm_tui"}
    assert {name for name in own if not name.startswith("crm_tui.domain")} == set()
    assert inside(domain, "sqlalchemy", "sqlmodel", "textual", "typer") == set()


def test_the_use_cases_know_no_interface() -> None:
    usecases = loaded_by(*modules_of("usecases"))
    forbidden = ("textual", "typer", "crm_tui.screens", "crm_tui.widgets", "crm_tui.cli", "crm_tui.pbx")
    assert inside(usecases, *forbidden) == set()


def test_what_draws_is_imported_with_the_first_paper() -> None:
    """fpdf2 and what it brings hold 30 MB: who prints nothing all day does without."""
    loaded = loaded_by(*modules_of("screens")) | loaded_by(*modules_of("usecases"))
    assert inside(loaded, "fpdf", "fontTools", "PIL", "num2words", "segno", "jinja2") == set()
