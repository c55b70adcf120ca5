"""`python tools/paper_fonts.py LIBERATION_DIR`: makes `data/fonts/` from Liberation Sans 2.1.5.

What papers need stays: Latin, Cyrillic, signs. Hinting, layout tables and other scripts go, since each paper
parses the fonts anew. The licence reserves the name "Liberation" for the unchanged font, hence ours.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "data" / "fonts"
FAMILY = "Paper Sans"
KEPT = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    0x2BC,
    *range(0x400, 0x460),
    0x490,
    0x491,
    *range(0x2010, 0x2023),
    0x2026,
    0x2030,
    0x2032,
    0x2033,
    0x2039,
    0x203A,
    0x20AC,
    0x20B4,
    0x2116,
    0x2122,
    *range(0x2190, 0x2194),
    0x2212,
    0x2260,
    0x2264,
    0x2265,
]


def shrink(source: Path, style: str) -> None:
    font = TTFont(source / f"LiberationSans-{style}.ttf", recalcTimestamp=False)
    options = subset.Options(
        hinting=False, layout_features=[], glyph_names=True, notdef_outline=True, recommended_glyphs=True
    )
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "kern", "hdmx", "VDMX", "LTSH", "FFTM", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=KEPT)
    subsetter.subset(font)
    names = {1: FAMILY, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"PaperSans-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font.save(FONTS / f"PaperSans-{style}.ttf")


if __name__ == "__main__":
    for each in ("Regular", "Bold"):
        shrink(Path(sys.argv[1]), each)
