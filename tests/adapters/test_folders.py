"""Folders as a person who chooses files sees them: order, harmless names, odd bytes, limits."""

import os
import sys
from pathlib import Path

import pytest

from crm_tui.adapters.folders import folder_of, is_file, list_folder, look_at, within
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import shown_name


def names(folder: Path) -> list[str]:
    return [one.shown for one in list_folder(folder).entries]


def test_folders_come_first_and_each_kind_in_ukrainian_order(tmp_path: Path) -> None:
    for name in ("Яблуко.pdf", "їжак.pdf", "Індик.pdf", "ігор.cer"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "Яма").mkdir()
    (tmp_path / "арка").mkdir()
    assert names(tmp_path) == ["арка", "Яма", "ігор.cer", "Індик.pdf", "їжак.pdf", "Яблуко.pdf"]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names there are UTF-8 always")
def test_a_name_of_any_bytes_is_shown_and_still_opens(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "Довіреність.pdf".encode("cp1251")
    with open(raw, "wb") as file:  # the name is bytes
        file.write(b"123")
    (tmp_path / "a\x1b[31m\nb.cer").write_bytes(b"")
    listing = list_folder(tmp_path)
    assert [one.shown for one in listing.entries] == ["Довіреність.pdf", "a b.cer"]
    assert look_at(tmp_path, listing.entries[0].name).size == 3


def test_shown_names_never_hold_what_a_terminal_obeys() -> None:
    for name in ("\x07\x1b]0;x\x07ok", "\udcff\udcfe", "a\u202eb", "\x9b2Jx"):
        assert shown_name(name).isprintable(), name


def test_too_many_names_are_told_and_a_missing_folder_is_refused(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / f"{n}.cer").write_bytes(b"")
    listing = list_folder(tmp_path, most=3)
    assert (len(listing.entries), listing.more) == (3, True)
    for wrong in (tmp_path / "нема", tmp_path / "0.cer", Path("/\0")):
        with pytest.raises(Refused):
            list_folder(wrong)
    assert look_at(tmp_path, "нема").size is None


def test_a_link_out_of_the_allowed_folders_is_outside(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("x")
    (inside / "link").symlink_to(outside / "secret")
    roots = (str(inside),)
    assert within(inside / "x.pdf", roots)
    assert not within(inside / "link", roots)
    assert not within(inside / ".." / "out" / "secret", roots)
    assert within(outside, ())


def test_the_settings_and_the_store_are_taken_from_no_folder(tmp_path: Path) -> None:
    own = (str(tmp_path / "crm.db"), str(tmp_path / "config.toml"), "")
    (tmp_path / "a.cer").symlink_to(tmp_path / "crm.db")
    for name in ("crm.db", "crm.db-wal", "config.toml", "a.cer"):
        assert not within(tmp_path / name, (), never=own), name
    assert within(tmp_path / "b.cer", (str(tmp_path),), never=own)


def test_what_cannot_be_a_path_is_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for odd in (Path("/\0"), tmp_path / "loop" / "x"):
        assert not within(odd, (str(tmp_path / "inside"),))
        assert not is_file(odd)
    assert folder_of("~nobody-of-this-name/x") == Path("~nobody-of-this-name/x")


def test_ten_thousand_names_are_listed_without_a_look_at_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(10_000):
        (tmp_path / f"{n}.cer").touch()
    monkeypatch.setattr(os, "stat", lambda *_args, **_words: pytest.fail("looked at"))
    assert len(list_folder(tmp_path).entries) == 10_000
