"""The file around the pages: objects, fonts, pictures and the table of their places (PDF 1.4)."""

import hashlib
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from crm_tui.pdf.face import Face

_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{letters}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True, slots=True)
class Page:
    """What is drawn on a page, in the language of PDF, and the page's size in points."""

    content: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    created: datetime


def pdf_file(
    pages: Sequence[Page],
    fonts: dict[str, tuple[Face, Sequence[str]]],
    pictures: dict[str, bytes],
    about: About,
) -> bytes:
    """The file; `fonts` with the letters they show, `pictures` are PNG. The same gives the same bytes."""
    out = _Objects()
    tree = out.reserve()
    named = " ".join(f"/{name} {_font(out, *shown)} 0 R" for name, shown in fonts.items())
    shown = " ".join(f"/{name} {_picture(out, png)} 0 R" for name, png in pictures.items())
    resources = out.add(f"<<\n/Font << {named} >>\n/XObject << {shown} >>\n>>")
    kids = [_page(out, page, tree, resources) for page in pages]
    refs = " ".join(f"{kid} 0 R" for kid in kids)
    out.put(tree, f"<<\n/Count {len(kids)}\n/Kids [{refs}]\n/Type /Pages\n>>".encode())
    title = ("\ufeff" + about.title).encode("utf-16-be").hex()
    info = out.add(
        f"<<\n/CreationDate (D:{about.created:%Y%m%d%H%M%S}Z)\n/Producer (crm-tui)\n/Title <{title}>\n>>"
    )
    root = out.add(f"<<\n/Lang (uk)\n/Pages {tree} 0 R\n/Type /Catalog\n>>")
    return out.whole(root, info)


class _Objects:
    """Numbered objects; one may be named before it is known."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def reserve(self) -> int:
        self._bodies.append(b"")
        return len(self._bodies)

    def put(self, number: int, body: bytes) -> None:
        self._bodies[number - 1] = body

    def add(self, body: str) -> int:
        number = self.reserve()
        self.put(number, body.encode("ascii"))
        return number

    def stream(self, content: bytes, about: str = "", *, packed: bool = False) -> int:
        """A stream, compressed here unless it is already."""
        data = content if packed else zlib.compress(content)
        head = f"<<\n/Filter /FlateDecode\n/Length {len(data)}\n{about}>>\nstream\n"
        number = self.reserve()
        self.put(number, head.encode("ascii") + data + b"\nendstream")
        return number

    def whole(self, root: int, info: int) -> bytes:
        out, places = bytearray(_HEAD), []
        for number, body in enumerate(self._bodies, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table, size = len(out), len(places) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for place in places:
            out += b"%010d 00000 n \n" % place
        out += b"trailer\n<<\n/Info %d 0 R\n/Root %d 0 R\n/Size %d\n>>\n" % (info, root, size)
        out += b"startxref\n%d\n%%%%EOF\n" % table
        return bytes(out)


def _page(out: _Objects, page: Page, tree: int, resources: int) -> int:
    content = out.stream(page.content)
    return out.add(
        f"<<\n/Contents {content} 0 R\n/MediaBox [0 0 {page.width:.2f} {page.height:.2f}]\n"
        f"/Parent {tree} 0 R\n/Resources {resources} 0 R\n/Type /Page\n>>"
    )


def _font(out: _Objects, face: Face, letters: Sequence[str]) -> int:
    """The part of the font that the file carries; a letter's code is its place in `letters`, from 1 on."""
    data = face.part(letters)
    # Printers keep fonts by their names, so each part has one of its own.
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
    name, box = f"{tag}+{face.name}", " ".join(map(str, face.box))
    carried = out.stream(data, f"/Length1 {len(data)}\n")
    descriptor = out.add(
        f"<<\n/Type /FontDescriptor\n/FontName /{name}\n/Flags 32\n/FontBBox [{box}]\n/ItalicAngle 0\n"
        f"/Ascent {face.ascent}\n/Descent {face.descent}\n/CapHeight {face.ascent}\n/StemV 80\n"
        f"/FontFile2 {carried} 0 R\n>>"
    )
    widths = " ".join(str(face.widths[letter]) for letter in letters)
    inner = out.add(
        f"<<\n/Type /Font\n/Subtype /CIDFontType2\n/BaseFont /{name}\n/CIDToGIDMap /Identity\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>\n"
        f"/FontDescriptor {descriptor} 0 R\n/W [1 [{widths}]]\n>>"
    )
    known = "\n".join(_codes(letters))
    words = out.stream(_CMAP.format(letters=known).encode("ascii"))
    return out.add(
        f"<<\n/Type /Font\n/Subtype /Type0\n/BaseFont /{name}\n/Encoding /Identity-H\n"
        f"/DescendantFonts [{inner} 0 R]\n/ToUnicode {words} 0 R\n>>"
    )


def _codes(letters: Sequence[str]) -> Iterator[str]:
    """By hundreds, as PDF wants them."""
    lines = [f"<{code:04x}> <{ord(letter):04x}>" for code, letter in enumerate(letters, 1)]
    for at in range(0, len(lines), 100):
        part = lines[at : at + 100]
        yield "\n".join((f"{len(part)} beginbfchar", *part, "endbfchar"))


def _picture(out: _Objects, png: bytes) -> int:
    """A PNG of 8 bits, grey or in colours: PDF reads its compressed dots as they are."""
    width, height, _bits, kind = struct.unpack_from(">2I2B", png, 16)
    colours, space = (3, "DeviceRGB") if kind == 2 else (1, "DeviceGray")
    return out.stream(
        b"".join(_dots(png)),
        f"/Type /XObject\n/Subtype /Image\n/Width {width}\n/Height {height}\n/ColorSpace /{space}\n"
        f"/BitsPerComponent 8\n/DecodeParms << /Predictor 15 /Colors {colours} /BitsPerComponent 8 "
        f"/Columns {width} >>\n",
        packed=True,
    )


def _dots(png: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        if kind == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += 12 + length
