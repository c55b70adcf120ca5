"""Reads a printed paper as others do: its text by a PDF library, its QR by a reader of pictures."""

import pypdfium2
import zxingcpp
from PIL import Image


def pages_text(pdf: bytes) -> list[str]:
    """The text of each page, in single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def qr_codes(pdf: bytes) -> list[str]:
    """What the codes on the pages say."""
    return [text for picture in pictures(pdf) for text in read_codes(picture)]


def pictures(pdf: bytes, *, dots_per_inch: int = 150) -> list[Image.Image]:
    """The pages as they are seen at the resolution of an office printer or a telephone."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dots_per_inch / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()


def read_codes(picture: Image.Image) -> list[str]:
    """What the QR codes on a picture say."""
    # Other kinds are left out: black and white squares look like a barcode to somebody who seeks one.
    return [code.text for code in zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)]
