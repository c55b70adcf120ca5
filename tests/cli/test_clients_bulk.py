"""Cards by the thousand: taken in, taken back, written out, made one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.domain.permissions import Actor
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]
LIST = (
    "Фірма;ЄДРПОУ;Телефон;Колір\nТОВ «Ґава»;99000011;0500000101;синій\nТОВ «Їжак»;14360571;;\n;99001004;;\n"
)


@pytest.fixture
def file(home: Path) -> Path:
    path = home / "clients.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_a_list_is_tried_taken_in_and_taken_back(crm: Crm, me: Actor, file: Path) -> None:
    assert "--map" in crm("clients", "import", str(file)).refused()
    words = ("clients", "import", str(file), "--map", "Фірма=full_name")
    tried = crm(*words, "--dry-run")
    assert "dry run: 3 lines; added 2, known 0, doubles 0, refused 1" in tried.out
    assert json.loads(crm("clients", "find", "--json").out) == []
    report = file.with_name("report.tsv")
    taken = crm(*words, "--report", str(report))
    assert "line 3: Tax code 14360571" in taken.out
    assert "Колір" in taken.err
    assert [line.split("\t")[:2] for line in report.read_text("utf-8").splitlines()] == [
        ["3", "warning"],
        ["4", "refused"],
    ]
    assert [one["name"] for one in json.loads(crm("clients", "find", "--json").out)] == ["Ґава", "Їжак"]
    assert "taken in before" in crm(*words).out
    assert "2 cards taken back" in crm("clients", "import", "--undo", "1").out
    assert json.loads(crm("clients", "find", "--json").out) == []


def test_an_import_in_use_is_not_taken_back_unsaid(crm: Crm, me: Actor, made: Make, file: Path) -> None:
    taken = json.loads(crm("clients", "import", str(file), "--map", "Фірма=full_name", "--json").out)
    assert (taken["added"], taken["notes"][1]["outcome"]) == (2, "refused")
    crm("clients", "warn", "99000011", "борг")
    undone = crm("clients", "import", "--undo", str(taken["run_id"]))
    assert (undone.code, "Ґава" in undone.out, "--leave-used" in undone.err) == (1, True, True)
    assert crm("clients", "import", "--undo", str(taken["run_id"]), "--leave-used").code == 0
    assert [one["name"] for one in json.loads(crm("clients", "find", "--json").out)] == ["Ґава"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_cards_are_written_and_known_again(crm: Crm, me: Actor, made: Make, home: Path, form: str) -> None:
    made.known("Ґава", "+380500000101")
    output = home / f"out.{form}"
    assert crm("clients", "export", "-o", str(output)).out == "1 client\n"
    assert "known 1" in crm("clients", "import", str(output)).out
    assert "format" in crm("clients", "export", "-o", str(home / "out.doc")).refused()


def test_two_cards_are_made_one_and_two_again(crm: Crm, me: Actor, made: Make) -> None:
    kept, merged = made.client("Ґава", tax_code="99000011"), made.client("Ґаваа", tax_code="99000011")
    made.talk(merged, author=me)
    found = json.loads(crm("clients", "duplicates", "--json").out)
    assert {twins["why"] for twins in found} == {"tax_code", "name"}
    assert len(json.loads(crm("clients", "duplicates", "--by", "name", "--json").out)) == 1
    assert "Talk 1" in crm("clients", "merge", f"#{kept.id}", f"#{merged.id}").out
    assert crm("clients", "duplicates").out.strip() == "nothing found"
    assert crm("clients", "merge", "--undo", "1").code == 0
    assert len(json.loads(crm("clients", "duplicates", "--by", "tax_code", "--json").out)) == 1
    assert "one of" in crm("clients", "duplicates", "--by", "colour").refused()


@pytest.mark.parametrize("words", [("import",), ("merge", "#1")])
def test_what_is_missing_is_wrong_usage(crm: Crm, me: Actor, words: tuple[str, ...]) -> None:
    assert crm("clients", *words).code == 2
