"""What a file is, and under which name it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.attachments import LONGEST_NAME, OPENABLE, FileKind, file_kind, tidy_name


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("паспорт.pdf", b"%PDF-1.7 ...", FileKind.PDF),
        ("IMG_1.JPG", b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        ("scan", b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
        ("note.txt", "заява".encode(), FileKind.TEXT),
        ("note.txt", b"a\0b", FileKind.OTHER),
        ("договір.docx", b"PK\x03\x04", FileKind.DOCUMENT),
        ("договір.docx", b"PK\x03\x04 word/vbaProject.bin", FileKind.EXECUTABLE),
        ("договір.p7s", b"0\x82", FileKind.SIGNED),
        ("паспорт.pdf", b"MZ\x90\0", FileKind.EXECUTABLE),
        ("паспорт.pdf", b"hello", FileKind.OTHER),
        ("паспорт.pdf.exe", b"%PDF-1.7", FileKind.EXECUTABLE),
        ("x.html", b"<script>", FileKind.EXECUTABLE),
        ("x.sh", b"echo", FileKind.EXECUTABLE),
    ],
)
def test_a_file_is_what_its_bytes_say_and_a_program_always_is_one(
    name: str, content: bytes, kind: FileKind
) -> None:
    assert file_kind(name, content) is kind
    assert (kind in OPENABLE) == (kind in {FileKind.PDF, FileKind.IMAGE, FileKind.TEXT, FileKind.DOCUMENT})


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Мої документи\\паспорт.pdf", "паспорт.pdf"),
        ("../../etc/passwd", "passwd"),
        (" .hidden ", "hidden"),
        ('a<b>:"c".pdf', "a_b___c_.pdf"),
        ("cod\u202egpj.exe", "codgpj.exe"),
        ("con.pdf", "_con.pdf"),
        ("...", "file"),
        ("a\x1b[31mb\nc.pdf", "ab c.pdf"),
    ],
)
def test_a_name_is_harmless_on_every_disk(name: str, kept: str) -> None:
    assert tidy_name(name) == kept


@given(st.text(max_size=300))
def test_any_name_becomes_one_short_part_of_a_path(name: str) -> None:
    kept = tidy_name(name)
    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set('/\\<>:"|?*\n\x1b')
    assert kept not in {".", ".."}
    assert tidy_name(kept) == kept
