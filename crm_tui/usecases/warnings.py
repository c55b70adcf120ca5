"""Warnings on a client's card: a pinned one shows in the pop-up (X15)."""

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client
from crm_tui.store.tables import Warning as WarningTable
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.versions import refuse_stale
from crm_tui.usecases.parts.warning_rows import WarningRow, warning_rows

__all__ = ["WarningRow", "add_warning", "edit_warning", "end_warning", "list_warnings", "pin_warning"]


@requires(Permission.CLIENTS_CLIENT_READ)
def list_warnings(unit: Unit, *, client_id: int) -> tuple[WarningRow, ...]:
    """The warnings that stand, pinned ones first."""
    return warning_rows(unit, client_id)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def add_warning(unit: Unit, *, client_id: int, text: str, pinned: bool = True) -> tuple[WarningRow, ...]:
    """A new warning; Refused without words. Answers all that stand."""
    words = _words(text)
    must(unit.session.get(Client, client_id), _("client"), client_id)
    unit.add(
        WarningTable(
            client_id=client_id, text=words, pinned=pinned, author_id=unit.actor.id, created_at=unit.now
        )
    )
    unit.notify("clients", client_id)
    return warning_rows(unit, client_id)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def edit_warning(unit: Unit, *, warning_id: int, version: int, text: str) -> tuple[WarningRow, ...]:
    """Other words for a warning. ChangedMeanwhile when another saved it after `version`."""
    row = must(unit.lock(WarningTable, warning_id), _("warning"), warning_id)
    words = _words(text)
    refuse_stale(unit, row, opened=version, mine={"text": words})
    unit.change(row, text=words)
    unit.notify("clients", row.client_id)
    return warning_rows(unit, row.client_id)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def pin_warning(unit: Unit, *, warning_id: int, pinned: bool) -> tuple[WarningRow, ...]:
    """Shows a warning in the pop-up, or on the card only."""
    row = must(unit.lock(WarningTable, warning_id), _("warning"), warning_id)
    unit.change(row, pinned=pinned)
    unit.notify("clients", row.client_id)
    return warning_rows(unit, row.client_id)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def end_warning(unit: Unit, *, warning_id: int) -> tuple[WarningRow, ...]:
    """Takes a warning off the card; it stays in the history."""
    row = must(unit.lock(WarningTable, warning_id), _("warning"), warning_id)
    if row.ended_at is None:
        unit.change(row, ended_at=unit.now)
        unit.notify("clients", row.client_id)
    return warning_rows(unit, row.client_id)


def _words(text: str) -> str:
    words = clean(text).strip()
    if not words:
        raise Refused(_("A warning needs some words"))
    return words
