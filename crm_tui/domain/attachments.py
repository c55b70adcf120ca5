"""Files that people attach: what they hang on, how their names are kept, which of them may be opened."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from crm_tui.domain.text import clean


class SubjectKind(StrEnum):
    """What a file may hang on."""

    CLIENT = "client"
    KEP_SET = "kep_set"
    TASK = "task"
    TALK = "talk"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that a file hangs on."""

    kind: SubjectKind
    id: int


class FileKind(StrEnum):
    """What a file is, by its content first and its name second."""

    PDF = "pdf"
    IMAGE = "image"
    TEXT = "text"
    DOCUMENT = "document"
    TABLE = "table"
    ARCHIVE = "archive"
    SIGNED = "signed"
    LETTER = "letter"
    EXECUTABLE = "executable"
    """A program, a script, a page or an office file with macros."""
    OTHER = "other"


OPENABLE = frozenset({FileKind.PDF, FileKind.IMAGE, FileKind.TEXT, FileKind.DOCUMENT, FileKind.TABLE})
"""What the program hands to the workplace's viewer; everything else is only saved."""
LONGEST_NAME = 120
_BY_SUFFIX = {
    FileKind.TEXT: "txt csv log md",
    FileKind.DOCUMENT: "doc docx odt rtf",
    FileKind.TABLE: "xls xlsx ods",
    FileKind.ARCHIVE: "zip 7z rar gz tar",
    FileKind.SIGNED: "p7s p7m asice asics sig",
    FileKind.LETTER: "eml msg",
    FileKind.EXECUTABLE: (
        "exe com scr bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta msi msp msc cpl dll sys jar class lnk "
        "url pif reg sh bash zsh py pl rb app dmg deb rpm apk desktop command html htm xhtml mht mhtml svg "
        "docm dotm xlsm xltm xlam xlsb pptm potm ppsm ppam iso img vhd chm scf inf"
    ),
}
_SUFFIXES = {f".{suffix}": kind for kind, suffixes in _BY_SUFFIX.items() for suffix in suffixes.split()}
_PROGRAMS = (
    *(b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe"),
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
)
_MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))
_IMAGES = {
    b"\x89PNG\r\n\x1a\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
    b"II*\x00": ".tif",
    b"MM\x00*": ".tif",
}
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def file_kind(name: str, content: bytes) -> FileKind:
    """What the file is; a program is one whatever its name says, and a name alone makes no picture."""
    by_name = _SUFFIXES.get(_suffix(name), FileKind.OTHER)
    if content.startswith(_PROGRAMS) or any(mark in content for mark in _MACROS):
        return FileKind.EXECUTABLE
    if by_name is not FileKind.OTHER:
        # A text with zero bytes is none; an office file keeps its name's word, its program checks the rest.
        return FileKind.OTHER if by_name is FileKind.TEXT and b"\0" in content else by_name
    if suffix_of(content):
        return FileKind.PDF if suffix_of(content) == ".pdf" else FileKind.IMAGE
    return FileKind.OTHER


def suffix_of(content: bytes) -> str:
    """The ending that belongs to these bytes, of what scanners and cameras make; "" for all else."""
    if content.startswith(b"%PDF-"):
        return ".pdf"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    return next((suffix for mark, suffix in _IMAGES.items() if content.startswith(mark)), "")


def tidy_name(name: str) -> str:
    """The name as it is kept: the last part of a path, harmless on every disk, at most `LONGEST_NAME`."""
    last = re.split(r"[/\\]", clean(name))[-1]
    plain = " ".join(_FORBIDDEN.sub("_", last).split()).strip(". ")
    if _DEVICES.fullmatch(plain.split(".")[0].strip()):
        plain = f"_{plain}"
    suffix = PurePosixPath(plain).suffix
    stem = plain.removesuffix(suffix)
    suffix = suffix[:12].rstrip(". ")
    return f"{stem[: LONGEST_NAME - len(suffix)].rstrip()}{suffix}" if plain else "file"


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower()).suffix
