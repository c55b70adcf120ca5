"""Making and changing a card: what is typed, what is warned of, what another saved meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm_tui.domain.clients import ClientDraft, Problem
from crm_tui.domain.errors import FieldChange, Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.phone import display_phone
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, Client
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import choose, numbers_of, show_client_on_calls
from crm_tui.usecases.parts.certificate_clients import attach_open
from crm_tui.usecases.parts.client_values import FORM_FIELDS, checked, columns_of, draft_of
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.field_sources import TYPED, set_sources, sources_of
from crm_tui.usecases.parts.new_contacts import NewContact, NewPhone, new_contact
from crm_tui.usecases.parts.problem_words import words_of
from crm_tui.usecases.parts.talk_drafts import drafts_of_call
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = [
    "ClientDraft",
    "ClientSaved",
    "Doubt",
    "Filled",
    "NewContact",
    "NewPhone",
    "Prefilled",
    "add_client",
    "check_draft",
    "edit_client",
    "fill_client",
    "prefill_from_call",
]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning about one field: it can be saved, but look again (a wrong check digit can be real)."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ClientSaved:
    """A card that was saved, and what to look at again."""

    id: int
    version: int
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What a call tells of a new client: the number, perhaps a name."""

    draft: ClientDraft
    contact: NewContact


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in from a source, and what was not: typed by hand, so it waits for a yes."""

    applied: tuple[str, ...]
    kept: tuple[FieldChange, ...]


@requires(Permission.CLIENTS_CLIENT_READ)
def check_draft(unit: Unit, *, draft: ClientDraft) -> tuple[Doubt, ...]:
    """What is odd with a card being typed; Refused with the first thing that cannot be saved."""
    return _doubts(checked(unit, draft)[1])


@requires(Permission.CLIENTS_CLIENT_READ)
def prefill_from_call(unit: Unit, *, call_id: int) -> Prefilled:
    """A new card for an unknown caller: his number is there, his name if the network gave one."""
    call = must(unit.session.get(Call, call_id), _("call"), call_id)
    number = display_phone(call.e164) if call.e164 else clean(call.number)
    name = clean(call.caller_name).strip()
    if not any(char.isalpha() for char in name):
        name = ""
    return Prefilled(
        draft=ClientDraft(phones=(number,)),
        contact=NewContact(full_name=name, phones=(NewPhone(number),), main=True),
    )


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def add_client(
    unit: Unit,
    *,
    draft: ClientDraft,
    contacts: tuple[NewContact, ...] = (),
    call_id: int | None = None,
    sources: Mapping[str, str] | None = None,
) -> ClientSaved:
    """A new client with contacts; numbers of the draft without a contact become a nameless one.

    `call_id`: made from this call, which then is its; earlier unknown calls of its numbers show it too.
    `sources`: field -> source of those that were not typed.
    """
    cleaned, problems = checked(unit, draft)
    client = Client(**columns_of(cleaned), created_at=unit.now, created_by_id=unit.actor.id)  # type: ignore[arg-type]
    unit.add(client)
    number = client.id or 0
    if not contacts and any(phone.strip() for phone in draft.phones):
        contacts = (NewContact(phones=tuple(NewPhone(phone) for phone in draft.phones), main=True),)
    made = [new_contact(unit, client_id=number, contact=contact).id or 0 for contact in contacts]
    call = must(unit.lock(Call, call_id), _("call"), call_id) if call_id is not None else None
    if call is not None:
        contact_id = next((one for one in made if call.e164 in numbers_of(unit, one)), None)
        choose(unit, call, client_id=number, contact_id=contact_id)
        for talk in drafts_of_call(unit, call.id or 0):
            talk.client_id, talk.contact_id = number, contact_id
    for field, source in (sources or {}).items():
        set_sources(unit, number, (field,), source)
    attach_open(unit, [client.tax_code or ""])
    show_client_on_calls(unit, [e164 for one in made for e164 in numbers_of(unit, one)])
    unit.notify("clients", number)
    return ClientSaved(number, client.version, _doubts(problems))


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def edit_client(unit: Unit, *, client_id: int, version: int, draft: ClientDraft) -> ClientSaved:
    """Saves a form that was opened at `version`; fields that changed count as typed from now on.

    ChangedMeanwhile, with both values of each field, when another saved the card after that: nothing is lost.
    """
    client = _live(unit, client_id)
    cleaned, problems = checked(unit, draft)
    values = columns_of(cleaned)
    refuse_stale(unit, client, opened=version, mine={name: values[name] for name in FORM_FIELDS})
    changed = [name for name in FORM_FIELDS if getattr(client, name) != values[name]]
    if unit.change(client, **values):
        set_sources(unit, client_id, changed, TYPED)
        if "tax_code" in changed:
            attach_open(unit, [client.tax_code or ""])
        unit.notify("clients", client_id)
    return ClientSaved(client_id, client.version, _doubts(problems))


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def fill_client(
    unit: Unit,
    *,
    client_id: int,
    values: Mapping[str, str],
    source: str,
    replace_typed: frozenset[str] = frozenset(),
) -> Filled:
    """Fills fields from a source (import, certificate ...), each of which remembers it (S3).

    A field typed by hand stays, unless it is named in `replace_typed`: it is told in `kept`.
    """
    client = _live(unit, client_id)
    wrong = sorted(set(values) - set(FORM_FIELDS))
    if wrong:
        raise Refused(_("No such field of a card: {field}").format(field=wrong[0]))
    current = {name: getattr(draft_of(client), name) for name in FORM_FIELDS}
    given = {name: value for name, value in values.items() if value.strip()}
    wanted = columns_of(checked(unit, ClientDraft(**(current | given)))[0])
    known = sources_of(unit, client_id)
    differing = [name for name in given if wanted[name] != getattr(client, name)]
    typed = {name for name in differing if current[name] and known.get(name, TYPED) == TYPED}
    kept = [name for name in differing if name in typed - replace_typed]
    applied = [name for name in differing if name not in kept]
    settled = ClientDraft(**(current | {name: given[name] for name in applied}))
    unit.change(client, **columns_of(checked(unit, settled)[0]))
    set_sources(unit, client_id, applied, source)
    unit.notify("clients", client_id)
    return Filled(
        applied=tuple(applied),
        kept=tuple(
            FieldChange(name, was=current[name], now=current[name], mine=wanted[name]) for name in kept
        ),
    )


def _live(unit: Unit, client_id: int) -> Client:
    client = must(unit.lock(Client, client_id), _("client"), client_id)
    if client.deleted_at is not None:
        raise Refused(_("This card is no more: open the one it was merged into"))
    return client


def _doubts(problems: list[Problem]) -> tuple[Doubt, ...]:
    return tuple(Doubt(problem.field, words_of(problem)) for problem in problems)
