"""Mappings of banks' tables made through the office; for the command line and for screens."""

from pathlib import Path

from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Forbidden
from crm_tui.domain.permissions import Permission
from crm_tui.exchange.bank_columns import UnknownTable
from crm_tui.exchange.bank_draft import MappingDraft, mapping_of, try_draft
from crm_tui.exchange.bank_file import BankFile, FileProblem
from crm_tui.exchange.bank_mapping import DIRECTION_WORDS, FIELDS, TableMapping
from crm_tui.exchange.bank_mappings import (
    SUFFIX,
    Known,
    known_mappings,
    mappings_folder,
    own_mappings,
    remove_mapping,
    save_mapping,
)
from crm_tui.exchange.bank_reading import draft_from, read_bank_file
from crm_tui.i18n import _
from crm_tui.usecases.office import Office

__all__ = ["DIRECTION_WORDS", "FIELDS", "MappingDraft", "UnknownTable", "mapping_of"]
"""What screens and commands need of the readers to name columns."""


def known(office: Office, by: str = "") -> Known:
    """The mappings that this office knows; `by` names one, or its file."""
    _may(office, Permission.PAYMENTS_PAYMENT_READ)
    return known_mappings(office.settings.path, by)


def begin_mapping(office: Office, path: Path, by: str = "") -> MappingDraft:
    """The beginning of a mapping for a file: a known one that fits it, else a guess."""
    _may(office, Permission.PAYMENTS_PAYMENT_WRITE)
    there = known(office, by)
    return draft_from(path, there.mappings, there.only)


def try_rows(draft: MappingDraft) -> list[BankRow | FileProblem]:
    """What a mapping reads of the first rows. Refused with what it still lacks."""
    return try_draft(draft)


def keep_mapping(
    office: Office, path: Path, mapping: TableMapping, *, where: Path | None = None, replace: bool = False
) -> tuple[Path, BankFile]:
    """Keeps a mapping that reads the file it is made for; `where`: in this file, else in the office's folder.

    Answers where it lies and what it read. Refused when there is one already, unless it shall `replace` it.
    """
    _may(office, Permission.PAYMENTS_PAYMENT_WRITE)
    read = read_bank_file(path, mappings=(mapping,), only=mapping.name)
    place = where or mappings_folder(office.settings.path) / f"{mapping.name}{SUFFIX}"
    return save_mapping(place, mapping, replace=replace), read


def keep_as(office: Office, path: Path, draft: MappingDraft, name: str, *, replace: bool) -> tuple[str, int]:
    """Keeps a draft in the office's folder; answers its name and how many rows it read."""
    title = draft.base.title if draft.base is not None and draft.base.own else name
    _place, read = keep_mapping(office, path, mapping_of(draft, name, title), replace=replace)
    return name, len(read.rows)


def own_names(office: Office) -> set[str]:
    """The names of the office's own mappings."""
    mine, bad = own_mappings(mappings_folder(office.settings.path))
    return {one.name for one in mine} | {one.name for one in bad}


def drop_mapping(office: Office, name: str) -> Path:
    """Takes an own mapping away. Refused when there is none of this name."""
    _may(office, Permission.PAYMENTS_PAYMENT_WRITE)
    return remove_mapping(mappings_folder(office.settings.path), name)


def _may(office: Office, right: Permission) -> None:
    if not office.can(right):
        raise Forbidden(_("You have no right to do this: {right}").format(right=right.value))
