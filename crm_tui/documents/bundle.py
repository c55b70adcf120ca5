"""Many printed papers in one file, to be sent to the printer once: `Bundle`.

Each paper keeps its pages byte by byte; only the numbers by which its objects name each other are moved on.
So a bundle says what was issued, whatever the requisites are today, and nothing is drawn. One paper is in
memory at a time; what two papers have alike is written once.
"""

import hashlib
import re
from typing import BinaryIO

_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_OBJECT = re.compile(rb"(\d+) 0 obj\n")
_NAMED = re.compile(rb"(?<![\w.])(\d+) 0 R\b")
_LENGTH = re.compile(rb"/Length (\d+)")
_STREAM = re.compile(rb"\nstream\r?\n")
_PLACE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")


class NotOurs(ValueError):  # noqa: N818  # says what it is
    """A file that no paper of ours is printed as."""


class Bundle:
    """Writes papers into `out` one after another; `close` ends the file. `pages` is how many there are."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._places: list[int] = [0, 0, 0]
        self._trees: list[int] = []
        self._known: dict[bytes, int] = {}
        self.pages = 0
        self._write(_HEAD)

    def add(self, pdf: bytes) -> None:
        """The pages of a paper after those before. Raises NotOurs; nothing is written then."""
        objects = _objects(pdf)
        tree = _number(_PAGES, objects.get(_number(_ROOT, pdf[_table_at(pdf) :]), b""))
        count = _number(_COUNT, objects.get(tree, b""))
        moved = self._numbered(objects)
        for number, body in objects.items():
            if self._places[moved[number]]:
                continue
            text, stream = _parted(body)
            text = _NAMED.sub(lambda name: b"%d 0 R" % moved[int(name[1])], text)
            if number == tree:
                text = text.replace(b"/Type /Pages", b"/Type /Pages\n/Parent 1 0 R", 1)
            self._object(moved[number], text + stream)
        self._trees.append(moved[tree])
        self.pages += count

    def close(self) -> None:
        """Writes what holds the papers together; the file is then whole."""
        kids = b"\n".join(b"%d 0 R" % number for number in self._trees)
        self._object(1, b"<<\n/Count %d\n/Kids [%s]\n/Type /Pages\n>>" % (self.pages, kids))
        self._object(2, b"<<\n/Lang (uk)\n/Pages 1 0 R\n/Type /Catalog\n>>")
        table = self._at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._places))
        for place in self._places[1:]:
            self._write(b"%010d 00000 n \n" % place)
        self._write(b"trailer\n<<\n/Size %d\n/Root 2 0 R\n>>\n" % len(self._places))
        self._write(b"startxref\n%d\n%%%%EOF\n" % table)

    def _numbered(self, objects: dict[int, bytes]) -> dict[int, int]:
        """The number of each object here; that of an equal one when it names no others."""
        moved: dict[int, int] = {}
        for number, body in objects.items():
            if not _NAMED.search(_parted(body)[0]):
                key = hashlib.sha256(body).digest()
                if key not in self._known:
                    self._known[key] = self._next()
                moved[number] = self._known[key]
            else:
                moved[number] = self._next()
        return moved

    def _next(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _object(self, number: int, body: bytes) -> None:
        self._places[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self._at += len(content)


def _objects(pdf: bytes) -> dict[int, bytes]:
    """The objects of a paper by their numbers, as its own table of them says."""
    table = _table_at(pdf)
    rows = pdf[table : pdf.find(b"trailer", table)].split(b"\n")
    places = [int(row[:10]) for row in rows if row.endswith(b" n ") and row[:10].isdigit()]
    found: dict[int, bytes] = {}
    for place, end in zip(sorted(places), (*sorted(places)[1:], table), strict=True):
        head, body = _OBJECT.match(pdf, place), pdf[place:end].rstrip()
        if head is None or not body.endswith(b"endobj"):
            raise NotOurs
        found[int(head[1])] = body[head.end() - place : -len(b"endobj")].rstrip(b"\n")
    named = {int(name[1]) for body in found.values() for name in _NAMED.finditer(_parted(body)[0])}
    if not named <= set(found):
        raise NotOurs
    return found


def _table_at(pdf: bytes) -> int:
    found = _PLACE.search(pdf[-64:])
    if found is None or pdf[int(found[1]) : int(found[1]) + 4] != b"xref":
        raise NotOurs
    return int(found[1])


def _number(wanted: re.Pattern[bytes], text: bytes) -> int:
    found = wanted.search(text)
    if found is None:
        raise NotOurs
    return int(found[1])


def _parted(body: bytes) -> tuple[bytes, bytes]:
    """What says how it is, and the stream after it, which is never looked into."""
    found = _STREAM.search(body)
    if found is None or not _LENGTH.search(body, 0, found.start()):
        return body, b""
    return body[: found.start()], body[found.start() :]
