"""Attachments in words and rows, the same on the card, in a set and in a task."""

from crm_tui.domain.attachments import FileKind, SubjectKind
from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.screens.file_words import size_words
from crm_tui.usecases.attachments import AttachmentRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

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


def attachment_columns(*, about: bool) -> tuple[Column, ...]:
    """`about`: what each file hangs on stands in the list."""
    of = (Column(_("On"), 18, flex=1),) if about else (Column(_("Document"), 16, flex=1),)
    return (
        Column(_("File"), 22, flex=2),
        *of,
        Column(_("Kind"), 10, hide_below=90),
        Column(_("Size"), 8, right=True),
        Column(_("Added"), 16),
        Column(_("By"), 18, flex=1, hide_below=90),
    )


def attachment_row(one: AttachmentRow, *, about: bool) -> Row:
    """A middle dot marks what was taken off."""
    words = about_words(one) if about else one_line(one.document)
    cells = (
        one_line(one.name),
        words,
        _(FILE_KINDS[one.kind]),
        size_words(one.size),
        format_moment(one.created_at),
        one_line(one.author.name) if one.author else "",
    )
    gone = one.removed_at is not None
    return Row(one.id, 0, cells, "·" if gone else "", "muted" if gone else "")


def about_words(one: AttachmentRow) -> str:
    """The record in a word and its name; of a client's own file nothing more is said."""
    if one.subject_kind is SubjectKind.CLIENT:
        return ""
    words = f"{_(SUBJECTS[one.subject_kind])} {one_line(one.about)}"
    return f"{words}: {one_line(one.document)}" if one.document else words


def attachment_detail(one: AttachmentRow) -> str:
    """A file in a few lines, below the list."""
    lines = [
        " · ".join(filter(None, (one_line(one.name), _(FILE_KINDS[one.kind]), about_words(one)))),
        one_line(one.note),
    ]
    if one.removed_at is not None:
        by = one_line(one.removed_by.name) if one.removed_by else ""
        said = _("Taken off {moment} {person}: {reason}")
        lines.append(
            said.format(moment=format_moment(one.removed_at), person=by, reason=one_line(one.removed_reason))
        )
    return "\n".join(filter(None, lines))
