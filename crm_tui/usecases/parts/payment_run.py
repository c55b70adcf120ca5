"""The morning's money: a file read and taken in, what is sure posted; for command line and screens."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crm_tui.domain.errors import Forbidden
from crm_tui.domain.permissions import Permission
from crm_tui.exchange.bank_file import BankFile
from crm_tui.exchange.bank_mappings import known_mappings
from crm_tui.exchange.bank_reading import read_bank_file
from crm_tui.i18n import _
from crm_tui.usecases.office import Office
from crm_tui.usecases.payment_import import Imported, import_payments, look_at_payments
from crm_tui.usecases.payment_matching import post_sure

__all__ = ["BankFile", "Morning", "Posted", "post_all", "read_file", "take_in"]

Progress = Callable[[str, int, int], None]
"""What is being done, how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted by itself: payments looked at, posted, their kopiykas, and what went wrong."""

    seen: int = 0
    posted: int = 0
    posted_sum_kop: int = 0
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Morning:
    """A file taken in, and what came of it; `posted` is None when nothing was to be posted."""

    imported: Imported
    posted: Posted | None


def read_file(office: Office, path: Path, by: str = "") -> BankFile:
    """The file by the mappings of this office. Refused when it cannot be read at all."""
    if not office.can(Permission.PAYMENTS_PAYMENT_READ):
        right = Permission.PAYMENTS_PAYMENT_READ.value
        raise Forbidden(_("You have no right to do this: {right}").format(right=right))
    there = known_mappings(office.settings.path, by)
    return read_bank_file(path, mappings=there.mappings, only=there.only)


def take_in(
    office: Office,
    file: BankFile,
    own_entity_id: int | None = None,
    *,
    dry_run: bool = False,
    post: bool = True,
    progress: Progress | None = None,
) -> Morning:
    """Takes a file in and posts what is sure; with `dry_run` only tells what would come of it."""
    if dry_run:
        return Morning(office.call(look_at_payments, file=file, own_entity_id=own_entity_id), None)
    imported = office.call(import_payments, file=file, own_entity_id=own_entity_id)
    return Morning(imported, post_all(office, imported.added, progress) if post else None)


def post_all(office: Office, expected: int = 0, progress: Progress | None = None) -> Posted:
    """Posts all that waits and is sure, portion by portion: what is done stays done when it is broken off."""
    done, after = Posted(), None
    while True:
        portion = office.call(post_sure, after=after)
        done = Posted(
            done.seen + portion.seen,
            done.posted + portion.posted,
            done.posted_sum_kop + portion.posted_sum_kop,
            (*done.failed, *portion.failed),
        )
        if progress is not None:
            progress(_("posting"), done.seen, max(expected, done.seen))
        if portion.after is None:
            return done
        after = portion.after
