"""A face of the font: what its letters are as wide as, and the part of it that a file carries.

The faces of `data/fonts` have no hinting and no layout tables, so six tables are all that there is to carry.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crm_tui.paths import data_dir

FACES = {"": "PaperSans-Regular", "B": "PaperSans-Bold"}
NO_BREAK = "\u00a0"
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
"""Bits of a part of a glyph that is put together of others."""


@dataclass(frozen=True, slots=True)
class Face:
    """A TrueType font, read."""

    name: str
    tables: dict[str, bytes]
    glyphs: dict[str, int]
    """The number of the glyph of each letter."""
    widths: dict[str, int]
    """In thousandths of the size."""
    places: tuple[int, ...]
    """Where each glyph begins in `glyf`, and the end."""
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def part(self, letters: Sequence[str]) -> bytes:
        """A font of these letters: glyph 1 is the first one's, 0 what stands for a missing one."""
        numbers = [0, *(self.glyphs[letter] for letter in letters)]
        known = {number: place for place, number in reversed(list(enumerate(numbers)))}
        # `numbers` grows while it is gone through, by the parts of glyphs.
        outlines = [self._outline(number, numbers, known) for number in numbers]
        return _font(self.tables, outlines, [self._metric(number) for number in numbers])

    def _outline(self, number: int, numbers: list[int], known: dict[int, int]) -> bytes:
        glyph = self.tables["glyf"][self.places[number] : self.places[number + 1]]
        if not glyph or glyph[0] < 0x80:
            return glyph
        renamed = bytearray(glyph)
        for at, part in _parts(glyph):
            if part not in known:
                known[part] = len(numbers)
                numbers.append(part)
            struct.pack_into(">H", renamed, at, known[part])
        return bytes(renamed)

    def _metric(self, number: int) -> tuple[int, int]:
        return _metric(self.tables, number)


@lru_cache(maxsize=len(FACES))
def face(style: str) -> Face:
    """The plain face, or the bold one (`B`); read once, it takes 100 kB."""
    data = (data_dir() / "fonts" / f"{FACES[style]}.ttf").read_bytes()
    tables = dict(_tables(data))
    head, hhea = tables["head"], tables["hhea"]
    per_em: int = struct.unpack_from(">H", head, 18)[0]
    (count,) = struct.unpack_from(">H", tables["maxp"], 4)
    glyphs = dict(_letters(tables["cmap"]))

    def scaled(value: int) -> int:
        return round(value * 1000 / per_em)

    xmin, ymin, xmax, ymax = (scaled(one) for one in struct.unpack_from(">4h", head, 36))
    ascent, descent = (scaled(one) for one in struct.unpack_from(">2h", hhea, 4))
    return Face(
        name=FACES[style],
        tables=tables,
        glyphs=glyphs,
        widths={letter: scaled(_metric(tables, number)[0]) for letter, number in glyphs.items()},
        places=tuple(2 * at for at in struct.unpack(f">{count + 1}H", tables["loca"])),
        box=(xmin, ymin, xmax, ymax),
        ascent=ascent,
        descent=descent,
    )


class _Printable(dict[int, int | str]):
    """For `str.translate`: what the font lacks becomes its nearest sign, else a question mark."""

    def __init__(self) -> None:
        super().__init__({0x2011: "-", 0x202F: NO_BREAK, 0x2007: NO_BREAK, 0x09: " "})
        self.known = face("").glyphs.keys() & face("B").glyphs.keys()

    def __missing__(self, code: int) -> int | str:
        self[code] = code if chr(code) in self.known else "?"
        return self[code]


@lru_cache(maxsize=1)
def _printable() -> _Printable:
    return _Printable()


def printable(text: str) -> str:
    """The text in letters that both faces have."""
    return text.translate(_printable())


def _tables(data: bytes) -> Iterator[tuple[str, bytes]]:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        tag, _sum, at, length = struct.unpack_from(">4s3I", data, 12 + 16 * number)
        yield tag.decode("ascii"), data[at : at + length]


def _letters(cmap: bytes) -> Iterator[tuple[str, int]]:
    """Letters and their glyphs, from the first subtable (format 4, as all of ours are)."""
    (at,) = struct.unpack_from(">I", cmap, 8)
    size = struct.unpack_from(">H", cmap, at + 6)[0]
    ends, begins, shifts, offsets = (at + 14, at + 16 + size, at + 16 + 2 * size, at + 16 + 3 * size)
    for step in range(0, size, 2):
        (last,), (first,) = (struct.unpack_from(">H", cmap, place + step) for place in (ends, begins))
        (shift,), (offset,) = (struct.unpack_from(">H", cmap, place + step) for place in (shifts, offsets))
        for code in range(first, min(last, 0xFFFE) + 1):
            number = code
            if offset:
                (number,) = struct.unpack_from(">H", cmap, offsets + step + offset + 2 * (code - first))
            if number:
                yield chr(code), (number + shift) & 0xFFFF


def _metric(tables: dict[str, bytes], number: int) -> tuple[int, int]:
    """How wide a glyph is and how far from the left it begins."""
    hmtx = tables["hmtx"]
    (full,) = struct.unpack_from(">H", tables["hhea"], 34)
    if number < full:
        width, left = struct.unpack_from(">Hh", hmtx, 4 * number)
        return width, left
    (width,) = struct.unpack_from(">H", hmtx, 4 * full - 4)
    (left,) = struct.unpack_from(">h", hmtx, 4 * full + 2 * (number - full))
    return width, left


def _parts(glyph: bytes) -> Iterator[tuple[int, int]]:
    """The glyphs that one is put together of: where each stands in it, and its number."""
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, number = struct.unpack_from(">2H", glyph, at)
        yield at + 2, number
        at += 8 if flags & _WORDS else 6
        at += 8 if flags & _MATRIX else 4 if flags & _TWO_SCALES else 2 if flags & _SCALE else 0


def _font(tables: dict[str, bytes], outlines: list[bytes], metrics: list[tuple[int, int]]) -> bytes:
    head, hhea, maxp = (bytearray(tables[name]) for name in ("head", "hhea", "maxp"))
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">h", head, 50, 1)  # places of glyphs in four bytes
    struct.pack_into(">H", hhea, 34, len(metrics))
    struct.pack_into(">H", maxp, 4, len(outlines))
    glyf, places = b"", [0]
    for outline in map(_padded, outlines):
        glyf += outline
        places.append(len(glyf))
    made = {
        "glyf": glyf,
        "head": bytes(head),
        "hhea": bytes(hhea),
        "hmtx": b"".join(struct.pack(">Hh", *metric) for metric in metrics),
        "loca": struct.pack(f">{len(places)}I", *places),
        "maxp": bytes(maxp),
    }
    at = 12 + 16 * len(made)
    directory = struct.pack(">I4H", 0x00010000, len(made), 64, 2, 32)
    for tag, table in made.items():
        directory += struct.pack(">4s3I", tag.encode(), _sum(table), at, len(table))
        at += len(_padded(table))
    data = bytearray(directory + b"".join(map(_padded, made.values())))
    place = next(at for tag, at in _places(directory) if tag == b"head")
    struct.pack_into(">I", data, place + 8, (0xB1B0AFBA - _sum(bytes(data))) & 0xFFFFFFFF)
    return bytes(data)


def _places(directory: bytes) -> Iterator[tuple[bytes, int]]:
    for tag, _total, at, _length in struct.iter_unpack(">4s3I", directory[12:]):
        yield tag, at


def _padded(table: bytes) -> bytes:
    return table + b"\0" * (-len(table) % 4)


def _sum(table: bytes) -> int:
    words = _padded(table)
    total: int = sum(struct.unpack(f">{len(words) // 4}I", words))
    return total & 0xFFFFFFFF
