"""What papers need of a client beside his card: bank, who signs, the contract, words of the treasury."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.genitive import genitive_of_person, genitive_of_position
from crm_tui.domain.iban import iban_problem, read_iban
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, ClientRequisites
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.versions import refuse_stale


@dataclass(frozen=True, slots=True)
class Requisites:
    """The fields as a form holds them; all may be empty."""

    iban: str = ""
    bank: str = ""
    tax_status: str = ""
    head_position_genitive: str = ""
    head_name_genitive: str = ""
    acts_on: str = ""
    contract: str = ""
    treasury: str = ""
    procurement: str = ""
    purchase_code: str = ""
    economic_code: str = ""


@dataclass(frozen=True, slots=True)
class RequisitesRow:
    """A client's requisites; version 0: nobody has entered any."""

    client_id: int
    fields: Requisites
    version: int


@dataclass(frozen=True, slots=True)
class Genitives:
    """Who signs, in the genitive, as the rules of grammar suggest it; empty where none fits."""

    head_position_genitive: str
    head_name_genitive: str


@requires(Permission.CLIENTS_CLIENT_READ)
def suggest_genitives(unit: Unit, *, client_id: int) -> Genitives:
    """A suggestion for the two fields of the requisites; a person looks at it before it is saved."""
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    return Genitives(genitive_of_position(client.head_position), genitive_of_person(client.head_name))


@requires(Permission.CLIENTS_CLIENT_READ)
def show_requisites(unit: Unit, *, client_id: int) -> RequisitesRow:
    """A client's requisites, empty where none were entered."""
    must(unit.session.get(Client, client_id), _("client"), client_id)
    row = _known(unit, client_id)
    return _told(row) if row else RequisitesRow(client_id, Requisites(), 0)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def set_requisites(unit: Unit, *, client_id: int, version: int, fields: Requisites) -> RequisitesRow:
    """Enters or changes them; Refused for a wrong IBAN, ChangedMeanwhile as everywhere."""
    must(unit.lock(Client, client_id), _("client"), client_id)
    columns: dict[str, Any] = {name: clean(value).strip() for name, value in asdict(fields).items()}
    columns["iban"] = read_iban(columns["iban"])
    if columns["iban"] and iban_problem(columns["iban"]):
        said = _("{iban} is no IBAN of Ukraine: UA and 27 digits with the right check digits")
        raise Refused(said.format(iban=columns["iban"]))
    row = _known(unit, client_id)
    if row is None:
        row = unit.add(ClientRequisites(client_id=client_id, **columns))
    else:
        refuse_stale(unit, row, opened=version, mine=columns)
        unit.change(row, **columns)
    unit.notify("clients", client_id)
    return _told(row)


def _known(unit: Unit, client_id: int) -> ClientRequisites | None:
    statement = select(ClientRequisites).where(col(ClientRequisites.client_id) == client_id)
    return unit.session.exec(statement).first()


def _told(row: ClientRequisites) -> RequisitesRow:
    fields = Requisites(**{name: getattr(row, name) for name in Requisites.__slots__})
    return RequisitesRow(row.client_id, fields, row.version)
