"""Attachments in words and rows, the same on the card, in a set and in a task."""

from crm_tui.domain.attachments import FileKind, SubjectKind
from crm_tui.i18n import N_

FILE_KINDS = {
    FileKind.PDF: N_("PDF"),
    FileKind.IMAGE: N_("picture"),
    FileKind.TEXT: N_("text"),
    FileKind.DOCUMENT: N_("text document"),
    FileKind.TABLE: N_("spreadsheet"),
    FileKind.ARCHIVE: N_("archive"),
    FileKind.SIGNED: N_("signed file"),
    FileKind.LETTER: N_("letter"),
    FileKind.EXECUTABLE: N_("program"),
    FileKind.OTHER: N_("file"),
}
SUBJECTS = {
    SubjectKind.CLIENT: N_("client"),
    SubjectKind.KEP_SET: N_("set of certificates"),
    SubjectKind.TASK: N_("task"),
    SubjectKind.TALK: N_("talk"),
    SubjectKind.PAPER: N_("paper"),
}


def size_words(size: int) -> str:
    """Bytes as people say them: КБ below a megabyte, else МБ with one digit."""
    if size < 1 << 20:
        return f"{max(1, round(size / 1024))} КБ"
    return f"{size / (1 << 20):.1f} МБ".replace(".", ",")
