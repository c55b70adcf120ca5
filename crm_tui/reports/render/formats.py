"""The formats a report goes to a file in; each one's library is imported only when it is asked for."""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.reports.parts.shapes import Report


class Format(StrEnum):
    """A kind of file."""

    CSV = "csv"
    JSON = "json"
    PDF = "pdf"
    SVG = "svg"
    XLSX = "xlsx"


TEXTS = frozenset({Format.CSV, Format.JSON})
"""Formats that a terminal can show."""


def render(report: Report, form: Format) -> bytes:
    """The report as a file's contents; Refused for a picture of what is a table only."""
    if form is Format.SVG and not report.charted:
        raise Refused(_("This report is a table: there is nothing in it to draw; take xlsx, pdf or csv"))
    module = import_module(f"crm_tui.reports.render.{form.value}")
    make: Callable[[Report], bytes] = getattr(module, f"to_{form.value}")
    return make(report)


def format_of(path: Path) -> Format:
    """The format that a file's name ends with; Refused for another ending."""
    ending = path.suffix.lower().removeprefix(".")
    try:
        return Format(ending)
    except ValueError:
        known = ", ".join(Format)
        raise Refused(
            _("{file}: the name must end with one of: {known}").format(file=path.name, known=known)
        ) from None


def save(content: bytes, path: Path) -> None:
    """Writes the file whole or not at all; Refused with the system's word when it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(_("{file}: cannot be written: {why}").format(file=path, why=error.strerror)) from None
