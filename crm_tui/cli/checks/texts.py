"""The office's own texts: nobody should learn of a slip in them while a client waits for an invoice."""

from collections.abc import Iterator
from pathlib import Path

from crm_tui.cli.checks import Check, bad, good
from crm_tui.config import Settings
from crm_tui.documents.office_texts import check_folder
from crm_tui.i18n import _


def check_texts(settings: Settings) -> Iterator[Check]:
    """A finding for each problem; the shipped texts have none."""
    name = _("texts of papers")
    if not settings.templates_dir:
        yield good(name, _("as shipped"))
        return
    folder = Path(settings.templates_dir).expanduser()
    if not folder.is_dir():
        yield bad(
            name, _("there is no folder {folder}").format(folder=folder), _("make it, or mend templates_dir")
        )
        return
    found = check_folder(folder)
    for file, problem in found:
        finding = _("{file}, line {line}: {problem}").format(
            file=file.name, line=problem.line, problem=problem.text
        )
        yield bad(name, finding, _("mend the text; docs/papers.md names the fields"))
    if not found:
        yield good(name, str(folder))
