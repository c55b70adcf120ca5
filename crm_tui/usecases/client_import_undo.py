"""An import taken back as one act: all it made goes, or it is told card by card why something must stay."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, select
from sqlmodel import SQLModel, col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientCertainty, ImportState
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.store.bulk import find_many, remove_many
from crm_tui.store.scope import Unit
from crm_tui.store.tables import (
    Attachment,
    Call,
    CallerChoice,
    Certificate,
    Client,
    ClientContact,
    ClientFieldSource,
    ClientMerge,
    ClientService,
    ClientTag,
    Contact,
    ContactPhone,
    ImportRow,
    ImportRun,
    Phone,
    Talk,
    Task,
    Warning,  # noqa: A004
)
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch, must
from crm_tui.usecases.shapes import Named

AT_ONCE = 500
_ROW = core(ImportRow)
_LEFT = (
    select(_ROW.c.id, _ROW.c.client_id, _ROW.c.made)
    .where(
        _ROW.c.run_id == bindparam("run", type_=BigInteger),
        _ROW.c.client_id.is_not(None),
        _ROW.c.id > bindparam("after", type_=BigInteger),
    )
    .order_by(_ROW.c.id)
    .limit(AT_ONCE)
)
_USES: tuple[tuple[type[SQLModel], str, str], ...] = (
    (Talk, "client_id", N_("has talks")),
    (Task, "client_id", N_("has tasks")),
    (ClientService, "client_id", N_("has services")),
    (Warning, "client_id", N_("has warnings")),
    (Certificate, "client_id", N_("has certificates")),
    (Attachment, "client_id", N_("has attachments")),
    (CallerChoice, "client_id", N_("was chosen for a call")),
    (ClientMerge, "kept_id", N_("was merged")),
    (ClientMerge, "merged_id", N_("was merged")),
)


@dataclass(frozen=True, slots=True)
class Used:
    """A card of the import that people have worked with since, and how."""

    client: Named
    why: str


@dataclass(frozen=True, slots=True)
class UndoChecked:
    """A part of the import looked through: cards in use, and where to go on (None: that was all)."""

    used: tuple[Used, ...]
    looked: int
    after: int | None


@dataclass(frozen=True, slots=True)
class UndoneChunk:
    """A part of the import taken back: cards that went, cards that stay, and where to go on."""

    removed: int
    kept: tuple[Used, ...]
    after: int | None


@requires(Permission.CLIENTS_CLIENT_IMPORT)
def check_undo(unit: Unit, *, run_id: int, after: int = 0) -> UndoChecked:
    """Which cards of the import are in use, some hundreds at a time; Refused for a run already taken back."""
    _undoable(unit, run_id)
    rows = fetch(unit, _LEFT, run=run_id, after=after)
    used = _used(unit, [row.client_id for row in rows])
    return UndoChecked(tuple(used.values()), len(rows), rows[-1].id if len(rows) == AT_ONCE else None)


@requires(Permission.CLIENTS_CLIENT_IMPORT, writes=True)
def undo_chunk(unit: Unit, *, run_id: int, after: int = 0) -> UndoneChunk:
    """Removes the next cards of the import with what it made for them; those in use stay and are told."""
    _undoable(unit, run_id)
    rows = fetch(unit, _LEFT, run=run_id, after=after)
    used = _used(unit, [row.client_id for row in rows])
    going = [row for row in rows if row.client_id not in used]
    _remove(unit, [row.client_id for row in going], [json.loads(row.made) for row in going])
    unit.notify("clients")
    return UndoneChunk(len(going), tuple(used.values()), rows[-1].id if len(rows) == AT_ONCE else None)


@requires(Permission.CLIENTS_CLIENT_IMPORT, writes=True)
def finish_undo(unit: Unit, *, run_id: int) -> None:
    """Marks the run as taken back: its file may be imported anew."""
    run = _undoable(unit, run_id)
    unit.change(run, state=ImportState.UNDONE, undone_at=unit.now)


def _undoable(unit: Unit, run_id: int) -> ImportRun:
    run = must(unit.session.get(ImportRun, run_id), _("import"), run_id)
    if run.state is ImportState.UNDONE:
        raise Refused(_("Import {id} has been taken back already").format(id=run_id))
    return run


def _used(unit: Unit, clients: list[int]) -> dict[int, Used]:
    why: dict[int, str] = {}
    for model, column, words in _USES:
        why |= {row[0]: words for row in find_many(unit, model, column, clients, give=())}
    for client_id, certainty in find_many(unit, Call, "client_id", clients, give=("certainty",)):
        if certainty is not ClientCertainty.ONLY:
            why[client_id] = N_("was chosen for a call")
    used: dict[int, Used] = {}
    for number, short, full, version in find_many(
        unit, Client, "id", clients, give=("short_name", "full_name", "version")
    ):
        if number in why or version > 1:
            words = why.get(number, N_("was changed"))
            used[number] = Used(Named(number, short or full), _(words))
    return used


def _remove(unit: Unit, clients: list[int], books: list[dict[str, list[int]]]) -> None:
    _forget_calls(unit, clients)
    remove_many(unit, ClientContact, clients, by="client_id")
    contacts = {one for book in books for one in book.get("contacts", ())}
    contacts -= _still(unit, ClientContact, contacts)
    for model in (Talk, Task, Call):
        contacts -= _still(unit, model, contacts)
    remove_many(unit, ContactPhone, contacts, by="contact_id")
    remove_many(unit, ContactPhone, (one for book in books for one in book.get("uses", ())))
    remove_many(unit, Contact, contacts)
    phones = {one for book in books for one in book.get("phones", ())}
    phones -= {row[0] for row in find_many(unit, ContactPhone, "phone_id", phones, give=())}
    remove_many(unit, Phone, phones)
    remove_many(unit, ClientTag, clients, by="client_id")
    remove_many(unit, ClientFieldSource, clients, by="client_id")
    remove_many(unit, ImportRow, clients, by="client_id")
    remove_many(unit, Client, clients)


def _still(unit: Unit, model: type[SQLModel], contacts: Iterable[int]) -> set[int]:
    return {row[0] for row in find_many(unit, model, "contact_id", contacts, give=())}


def _forget_calls(unit: Unit, clients: list[int]) -> None:
    """Calls that came to a card only by its number are nobody's again."""
    ids = [row[1] for row in find_many(unit, Call, "client_id", clients)]
    for call in unit.session.exec(select_rows(Call).where(col(Call.id).in_(ids))) if ids else ():
        unit.change(call, client_id=None, contact_id=None, certainty=ClientCertainty.NONE)
