"""Printing, showing and keeping a file at a workplace; each failure has its words."""

import sys
from pathlib import Path

import pytest

from crm_tui.adapters import workplace
from crm_tui.adapters.workplace import open_file, print_content, print_file, save_file
from crm_tui.domain.errors import Refused

PYTHON = f"{sys.executable} -c"


def test_the_command_gets_the_file_and_the_copies(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = "import sys,pathlib; said = repr((sys.argv[1:], open(sys.argv[2], 'rb').read()));"
    code += f"pathlib.Path({str(told)!r}).write_text(said)"
    print_content(f'{PYTHON} "{code}" -n{{copies}} {{file}}', "Рахунок 5.pdf", b"%PDF", 3)
    assert "'-n3'" in told.read_text()
    assert "Рахунок 5.pdf" in told.read_text()
    assert "%PDF" in told.read_text()


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("", "print_command"),
        ("no-such-printer {file}", "Not printed: No such file"),
        (f"{PYTHON} \"import sys; sys.exit('lp: no such printer')\" {{file}}", "lp: no such printer"),
        (f'{PYTHON} "raise SystemExit(3)" {{file}}', "exit code 3"),
        ("lp 'half", "No closing quotation"),
    ],
)
def test_a_printer_that_fails_is_told_in_its_own_words(tmp_path: Path, command: str, word: str) -> None:
    with pytest.raises(Refused, match=word):
        print_file(command, tmp_path / "x.pdf")


def test_a_printer_that_hangs_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workplace, "PRINT_SECONDS", 0.1)
    with pytest.raises(Refused, match="did not answer"):
        print_file(f'{PYTHON} "import time; time.sleep(9)" {{file}}', tmp_path / "x.pdf")


def test_nothing_to_show_files_with(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="open_command"):
        open_file("", tmp_path)
    with pytest.raises(Refused, match="Cannot be opened"):
        open_file("no-such-viewer {file}", tmp_path)


def test_a_saved_file_never_covers_another(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    first = save_file(str(folder), "Рахунок_5.pdf", b"one")
    assert first.name == "Рахунок_5.pdf"
    assert save_file(str(folder), "Рахунок_5.pdf", b"one") == first
    assert save_file(str(folder), "Рахунок_5.pdf", b"two").name == "Рахунок_5-2.pdf"
    assert (first.read_bytes(), len(list(folder.iterdir()))) == (b"one", 2)
    with pytest.raises(Refused):
        save_file(str(first), "x.pdf", b"x")
