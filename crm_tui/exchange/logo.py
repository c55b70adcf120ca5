"""A logo: the file of a picture -> the picture that papers print, or one line that says why not."""

from io import BytesIO
from typing import TYPE_CHECKING

from crm_tui.domain.errors import Refused
from crm_tui.domain.papers import LOGO_BYTES, LOGO_MM
from crm_tui.i18n import _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_DOTS = 10_000_000
DOTS_PER_MM = 300 / 25.4
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}
"""Colours as screens have them; others are a print shop's or a scientist's."""


def read_logo(content: bytes) -> bytes:
    """The picture as PNG, no larger than a paper shows it, on white. Raises Refused."""
    if len(content) > LOGO_BYTES:
        said = _("The picture is larger than {n} MB: save it smaller, {dots} are enough")
        raise Refused(said.format(n=LOGO_BYTES // 1024**2, dots=_dots()))
    picture = _opened(content)
    _refuse_unfit(picture)
    return _as_printed(_decoded(picture))


def _opened(content: bytes) -> "Image":
    """The head of the picture is read, nothing is unpacked. Only the two readers are ever asked."""
    try:
        if content.startswith(_PNG):
            from PIL.PngImagePlugin import PngImageFile

            return PngImageFile(BytesIO(content))
        if content.startswith(_JPEG):
            from PIL.JpegImagePlugin import JpegImageFile

            return JpegImageFile(BytesIO(content))
    except Exception:  # a reader of pictures stumbles over a broken one in any way it likes
        raise _broken() from None
    raise Refused(_("A logo is a picture, PNG or JPEG; this is neither"))


def _refuse_unfit(picture: "Image") -> None:
    if getattr(picture, "is_animated", False):
        raise Refused(_("The picture moves: save one of its frames as PNG"))
    width, height = picture.size
    if width * height > MOST_DOTS:
        said = _("The picture has {width} x {height} dots: save it smaller, {dots} are enough")
        raise Refused(said.format(width=width, height=height, dots=_dots()))
    if picture.mode not in _MODES:
        raise Refused(_("The picture has the colours {mode}: save it as RGB").format(mode=picture.mode))


def _decoded(picture: "Image") -> "Image":
    from PIL import Image, ImageOps

    try:
        picture.load()
        picture = ImageOps.exif_transpose(picture)
        if picture.mode in {"1", "L", "RGB"} and "transparency" not in picture.info:
            return picture.convert("L") if picture.mode == "1" else picture
        over = picture.convert("RGBA")
    except Exception:  # as above
        raise _broken() from None
    white = Image.new("RGB", over.size, "white")
    white.paste(over, mask=over.getchannel("A"))
    return white


def _as_printed(picture: "Image") -> bytes:
    from PIL.Image import Resampling

    picture.thumbnail(_box(), Resampling.LANCZOS)
    picture.info.clear()  # no comments, colour profiles or places where a photo was taken
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _box() -> tuple[int, int]:
    width, height = (round(mm * DOTS_PER_MM) for mm in LOGO_MM)
    return width, height


def _dots() -> str:
    return "{} x {}".format(*_box())


def _broken() -> Refused:
    return Refused(_("The picture is cut or broken: save it anew as PNG or JPEG"))
