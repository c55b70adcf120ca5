"""Files read from paths to be attached: bounds, folders, keys."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from crm_tui.domain.errors import Refused
from crm_tui.exchange.attachment_file import read_attachment, refuse_keys

MB = 1 << 20


def test_a_file_is_read_under_its_name_also_an_old_one_of_windows(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "Довідка.txt".encode("cp1251")))
    path.write_bytes(b"x")
    assert read_attachment(path, most=MB) == ("Довідка.txt", b"x")


def test_what_is_no_file_too_large_or_out_of_bounds_is_refused_in_one_line(tmp_path: Path) -> None:
    small, large, inside = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "in"
    small.write_bytes(b"x")
    large.write_bytes(b"x" * (MB + 1))
    (tmp_path / "empty.txt").touch()
    os.mkfifo(tmp_path / "pipe")
    inside.mkdir()
    (inside / "link.txt").symlink_to(small)
    for path, said in (
        (tmp_path / "nosuch.txt", "no such file"),
        (tmp_path, "not a file"),
        (tmp_path / "pipe", "not a file"),
        (tmp_path / "empty.txt", "empty"),
        (large, "attachment_mb"),
    ):
        with pytest.raises(Refused, match=said):
            read_attachment(path, most=MB)
    with pytest.raises(Refused, match="file_folders"):
        read_attachment(inside / "link.txt", most=MB, allowed=lambda path: path.is_relative_to(inside))
    assert read_attachment(inside / "link.txt", most=MB)[0] == "link.txt"


def test_keys_are_refused_by_name_by_content_and_in_a_zip() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("docs/Key-6.dat", b"x")
    for name, content in (
        ("Key-6.dat", b"x"),
        ("a.txt", b"-----BEGIN RSA PRIVATE KEY-----"),
        ("a.zip", packed.getvalue()),
    ):
        with pytest.raises(Refused, match="private key"):
            refuse_keys(name, content)
    refuse_keys("a.zip", b"PK\x03\x04 cut off")
