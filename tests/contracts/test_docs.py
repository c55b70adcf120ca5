"""The documents know every setting, command, job and role that the program has."""

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from crm_tui.cli.root import NOUNS
from crm_tui.config import TABLES, Settings
from crm_tui.documents.named_fields import described_fields
from crm_tui.documents.office_texts import SUFFIX, TextKind
from crm_tui.domain.kinds import Role
from crm_tui.jobs.table import JOBS

DOCS = Path(__file__).resolve().parents[2] / "docs"
ADMIN = (DOCS / "admin.md").read_text("utf-8")
COMMANDS = (DOCS / "commands.md").read_text("utf-8")


def test_every_setting_is_explained() -> None:
    names = {f.name for f in fields(Settings)} - {"path", *TABLES}
    names |= {f"{table}.{f.name}" for table, kind in TABLES.items() for f in fields(kind)}
    assert names - set(re.findall(r"^\| `([a-z_.]+)` \|", ADMIN, re.MULTILINE)) == set()


def test_every_job_and_role_is_named() -> None:
    assert [job.name for job in JOBS if f"`{job.name}`" not in ADMIN] == []
    assert [role.value for role in Role if f"`{role.value}`" not in ADMIN] == []


@pytest.mark.parametrize("noun", NOUNS)
def test_every_verb_of_the_command_line_is_in_the_documents(noun: str) -> None:
    module = import_module(f"crm_tui.cli.{noun}")
    if hasattr(module, "command"):
        assert f"crm-tui {noun}" in COMMANDS
        return
    verbs = [command.name for command in module.app.registered_commands if not command.hidden]
    assert [verb for verb in verbs if f"    crm-tui {noun} {verb}" not in COMMANDS] == []


def test_links_between_the_documents_lead_somewhere() -> None:
    for path in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([a-z_]+\.md)", path.read_text("utf-8")):
            assert (DOCS / target).exists(), f"{path.name} -> {target}"


def test_every_named_field_and_text_of_papers_is_explained() -> None:
    papers = (DOCS / "papers.md").read_text("utf-8")
    named = {name.replace("X_", "seller_") for name, _ in described_fields()}
    assert named - set(re.findall(r"^\| `([a-z_]+)` \|", papers, re.MULTILINE)) == set()
    assert [kind.value for kind in TextKind if f"`{kind}{SUFFIX}`" not in papers] == []
