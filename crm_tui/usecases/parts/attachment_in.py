"""Files brought to a record from a path or the scanner of this workplace, through the office."""

from collections.abc import Callable, Sequence
from pathlib import Path

from crm_tui.domain.attachments import Subject, suffix_of
from crm_tui.domain.kyiv import today
from crm_tui.exchange.attachment_file import read_attachment
from crm_tui.usecases.attachments import AttachmentRow, add_attachments
from crm_tui.usecases.office import Office

Scanner = Callable[[str, int, int], bytes]


def attach_paths(
    office: Office,
    paths: Sequence[Path],
    subject: Subject,
    *,
    note: str = "",
    document: int | None = None,
    allowed: Callable[[Path], bool] = lambda _path: True,
) -> tuple[AttachmentRow, ...]:
    """Hangs the files of paths on a record, all or none; Refused as reading and `add_attachments`."""
    most = office.settings.attachment_mb << 20
    files = [read_attachment(path, most=most, allowed=allowed) for path in paths]
    return office.call(add_attachments, subject=subject, files=files, note=note, document=document)


def attach_scan(
    office: Office, scan: Scanner, subject: Subject, *, note: str = "", document: int | None = None
) -> tuple[AttachmentRow, ...]:
    """Scans a page and hangs it on a record, named by its day; Refused as scanning and `add_attachments`."""
    settings = office.settings
    content = scan(settings.scan_command, settings.scan_seconds, settings.attachment_mb << 20)
    name = f"scan-{today(office.clock()):%Y-%m-%d}{suffix_of(content)}"
    files = [(name, content)]
    return office.call(add_attachments, subject=subject, files=files, note=note, document=document)
