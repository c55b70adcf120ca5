"""A logo: what comes in as a picture, what is kept of it, what is refused and in which words."""

import random
from io import BytesIO

import pytest
from PIL import Image

from crm_tui.domain.errors import Refused
from crm_tui.domain.papers import LOGO_BYTES
from crm_tui.exchange.logo import read_logo

RED, WHITE = (200, 0, 0), (255, 255, 255)


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def kept(content: bytes) -> Image.Image:
    return Image.open(BytesIO(read_logo(content)))


def test_it_is_kept_as_large_as_it_is_printed() -> None:
    assert kept(saved(Image.new("RGB", (3000, 400), RED))).size == (709, 95)
    small = kept(saved(Image.new("RGB", (60, 40), RED)))
    assert (small.size, small.getpixel((0, 0))) == ((60, 40), RED)
    jpeg = kept(saved(Image.new("L", (300, 2000), 120), "JPEG"))
    assert (jpeg.format, jpeg.mode, jpeg.size) == ("PNG", "L", (28, 189))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_stands_on_white(mode: str) -> None:
    clear = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 20, 20))
    picture = kept(saved(clear.convert(mode), transparency=0) if mode == "P" else saved(clear.convert(mode)))
    if mode != "P":
        assert picture.getpixel((0, 0)) == (0, 0, 0)
    assert (picture.mode, picture.getpixel((39, 0))) == ("RGB", WHITE)


def test_nothing_that_a_camera_wrote_is_kept_but_how_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "вдома"  # turned by a quarter; a description
    content = saved(Image.new("RGB", (80, 20), RED), "JPEG", exif=exif, comment=b"secret")
    picture = kept(content)
    assert (picture.size, picture.info, dict(picture.getexif())) == ((20, 80), {}, {})


FRAMES = [Image.new("RGB", (20, 20), colour) for colour in (RED, WHITE)]
WHOLE = saved(Image.effect_noise((200, 80), 60).convert("RGB"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "PNG or JPEG; this is neither"),
        (b"<svg/>", "PNG or JPEG; this is neither"),
        (saved(FRAMES[0], "GIF"), "PNG or JPEG; this is neither"),
        (WHOLE[:8] + b"x" * 40, "cut or broken"),
        (WHOLE[:-4000], "cut or broken"),
        (WHOLE[:5000] + b"\0" * 9 + WHOLE[5009:], "cut or broken"),
        (saved(Image.new("RGB", (90, 90)), "JPEG")[:400], "cut or broken"),
        (saved(FRAMES[0], save_all=True, append_images=FRAMES[1:]), "moves: save one of its frames"),
        (saved(Image.new("CMYK", (20, 20)), "JPEG"), "colours CMYK: save it as RGB"),
        (saved(Image.new("I;16", (20, 20))), "colours I;16: save it as RGB"),
        (saved(Image.new("1", (20000, 5000))), "20000 x 5000 dots: save it smaller, 709 x 189"),
        (WHOLE + b"\0" * LOGO_BYTES, "larger than 2 MB"),
    ],
)
def test_what_no_paper_can_show_is_refused_in_one_line(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        read_logo(content)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_damaged_picture_is_taken_or_refused_and_nothing_else(kind: str) -> None:
    content, chance = saved(Image.effect_noise((40, 30), 60).convert("RGB"), kind), random.Random(4)
    for _ in range(300):
        hurt = bytearray(content)
        for _hit in range(chance.randint(1, 4)):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        try:
            assert read_logo(bytes(hurt)).startswith(b"\x89PNG")
        except Refused:
            continue
