"""The office's own texts: shipped in `data/templates/`, edited as copies in the office's folder, filled in.

They are Jinja2, but only fields, choices and a few filters: no loop, call, attribute or import, so a text can
neither reach the program nor run long.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from crm_tui.documents.named_fields import ITEMS_MARK, field_names, fields_of
from crm_tui.documents.shapes import Paper
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import _
from crm_tui.paths import data_dir

SUFFIX = ".j2"
FILTERS = ("capitalize", "default", "lower", "trim", "upper")
_MOST_LETTERS = 200_000


class TextKind(StrEnum):
    """Which text; also the name of its file."""

    OFFER_LETTER = "offer_letter"
    OFFER_FOOTER = "offer_footer"
    INVOICE_NOTICE = "invoice_notice"
    INVOICE_FOOTER = "invoice_footer"
    ACT_INTRO = "act_intro"
    ACT_STATEMENT = "act_statement"
    CONTRACT_COMMERCIAL = "contract_commercial"
    CONTRACT_BUDGET = "contract_budget"
    MAIL_OFFER = "mail_offer"
    MAIL_INVOICE = "mail_invoice"
    MAIL_ACT = "mail_act"
    MAIL_CONTRACT = "mail_contract"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a text, and in which of its lines."""

    line: int
    text: str


class OfficeTexts:
    """The texts filled in for one paper; `templates_dir` is the office's folder."""

    def __init__(self, paper: Paper, templates_dir: Path | None = None) -> None:
        self._fields = fields_of(paper) | {"items_table": ITEMS_MARK}
        self._folder = templates_dir

    def __getitem__(self, kind: TextKind) -> str:
        """A text with a problem is refused with its file, the line and the reason."""
        from crm_tui.documents.template_engine import fill

        file = text_file(kind, self._folder)
        source = read_text(file)
        if problems := check_template(source, kind):
            first = problems[0]
            raise Refused(
                _("{file}, line {line}: {problem}").format(file=file, line=first.line, problem=first.text)
            )
        return fill(source, self._fields).strip()


@lru_cache(maxsize=64)
def check_template(text: str, kind: TextKind) -> tuple[Problem, ...]:
    """What is wrong with a text: an unknown field, a mistake in its signs, a forbidden act."""
    from crm_tui.documents.template_engine import problems

    if len(text) > _MOST_LETTERS:
        return (Problem(1, _("the text is longer than {most} letters").format(most=_MOST_LETTERS)),)
    found = problems(text, known_fields(kind))
    if not found and kind.startswith("mail_") and not text.partition("\n")[0].strip():
        found = [Problem(1, _("the first line of a letter is its subject and cannot be empty"))]
    return tuple(found)


def known_fields(kind: TextKind) -> frozenset[str]:
    """The fields that a text of this kind may name; only contracts say where their table stands."""
    contract = kind in {TextKind.CONTRACT_COMMERCIAL, TextKind.CONTRACT_BUDGET}
    return field_names() | ({"items_table"} if contract else frozenset())


def check_folder(templates_dir: Path) -> list[tuple[Path, Problem]]:
    """Problems of all the texts that are in use, and of files in the office's folder that nothing uses."""
    found: list[tuple[Path, Problem]] = []
    for kind in TextKind:
        file = text_file(kind, templates_dir)
        try:
            source = read_text(file)
        except Refused as refused:
            found.append((file, Problem(1, str(refused))))
            continue
        found += [(file, problem) for problem in check_template(source, kind)]
    if templates_dir.is_dir():
        names = {f"{kind}{SUFFIX}" for kind in TextKind}
        known = ", ".join(sorted(names))
        found += [
            (file, Problem(1, _("no paper uses this file; the names are: {known}").format(known=known)))
            for file in sorted(templates_dir.glob(f"*{SUFFIX}"))
            if file.name not in names
        ]
    return found


def text_file(kind: TextKind, templates_dir: Path | None) -> Path:
    """The office's copy when there is one, else the shipped text."""
    own = templates_dir / f"{kind}{SUFFIX}" if templates_dir else None
    return own if own and own.is_file() else data_dir() / "templates" / f"{kind}{SUFFIX}"


def read_text(file: Path) -> str:
    """The text of a file, harmless; what cannot be read is refused."""
    try:
        return clean_multiline(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        raise Refused(_("{file} cannot be read: {reason}").format(file=file, reason=reason)) from error


def copy_texts(templates_dir: Path) -> list[Path]:
    """Puts the shipped texts into the office's folder, to be edited there; what is there already stays."""
    templates_dir.mkdir(parents=True, exist_ok=True)
    made = []
    for kind in TextKind:
        own = templates_dir / f"{kind}{SUFFIX}"
        if not own.exists():
            own.write_text(read_text(text_file(kind, None)), "utf-8")
            made.append(own)
    return made
