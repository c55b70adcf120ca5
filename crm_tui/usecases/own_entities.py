"""The office's own firms: requisites, VAT, how their papers are numbered (X38)."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from crm_tui.domain.errors import Refused
from crm_tui.domain.iban import iban_problem, read_iban
from crm_tui.domain.numbering import number_form_fits
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.exchange.logo import read_logo
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import OwnEntity
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch, must
from crm_tui.usecases.parts.files import keep_file
from crm_tui.usecases.parts.versions import refuse_stale

_OWN = core(OwnEntity)
_EMPTY_IS_NONE = {"vat_number", "iban"}
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")


@dataclass(frozen=True, slots=True)
class OwnEntityFields:
    """The requisites of an own firm as a form holds them; the genitive is typed, never made."""

    short_name: str
    full_name: str
    tax_code: str
    vat_payer: bool = False
    vat_number: str = ""
    tax_status: str = ""
    iban: str = ""
    bank: str = ""
    address: str = ""
    mail_address: str = ""
    place: str = ""
    phone: str = ""
    email: str = ""
    head_position: str = ""
    head_position_genitive: str = ""
    head_name: str = ""
    head_name_genitive: str = ""
    acts_on: str = ""
    number_form: str = "{number}"
    active: bool = True


@dataclass(frozen=True, slots=True)
class OwnEntityRow:
    """One of the office's own firms."""

    id: int
    fields: OwnEntityFields
    version: int
    logo: bool
    """Whether its papers bear one."""


@requires(Permission.OFFICE_OWN_READ)
def list_own_entities(unit: Unit, *, with_inactive: bool = False) -> tuple[OwnEntityRow, ...]:
    """The office's own firms in the order they came."""
    statement = select(_OWN).order_by(_OWN.c.id)
    return tuple(_own_row(row) for row in fetch(unit, statement) if row.active or with_inactive)


@requires(Permission.OFFICE_FIRM_EDIT, writes=True)
def add_own_entity(unit: Unit, *, fields: OwnEntityFields) -> OwnEntityRow:
    """A new own firm; Refused without a name and a code, and for what could not stand on a paper."""
    row = _own_row(unit.add(OwnEntity(**_columns(fields))))
    unit.notify("office", row.id)
    return row


@requires(Permission.OFFICE_FIRM_EDIT, writes=True)
def edit_own_entity(unit: Unit, *, own_entity_id: int, version: int, fields: OwnEntityFields) -> OwnEntityRow:
    """Changes the requisites; papers issued before keep theirs. ChangedMeanwhile as everywhere."""
    row = must(unit.lock(OwnEntity, own_entity_id), _("own firm"), own_entity_id)
    columns = _columns(fields)
    refuse_stale(unit, row, opened=version, mine=columns)
    unit.change(row, **columns)
    unit.notify("office", own_entity_id)
    return _own_row(row)


@requires(Permission.OFFICE_FIRM_EDIT, writes=True)
def set_logo(unit: Unit, *, own_entity_id: int, content: bytes) -> OwnEntityRow:
    """The picture (PNG or JPEG) on papers that are issued from now on; Refused for what cannot be printed."""
    return _with_logo(unit, own_entity_id, keep_file(unit, read_logo(content)))


@requires(Permission.OFFICE_FIRM_EDIT, writes=True)
def remove_logo(unit: Unit, *, own_entity_id: int) -> OwnEntityRow:
    """Papers are issued without a logo again; those issued before keep theirs."""
    return _with_logo(unit, own_entity_id, None)


def _with_logo(unit: Unit, own_entity_id: int, sha256: str | None) -> OwnEntityRow:
    row = must(unit.lock(OwnEntity, own_entity_id), _("own firm"), own_entity_id)
    unit.change(row, logo_sha256=sha256)
    unit.notify("office", own_entity_id)
    return _own_row(row)


def _columns(fields: OwnEntityFields) -> dict[str, Any]:
    columns: dict[str, Any] = {
        name: clean(value).strip() if isinstance(value, str) else value
        for name, value in asdict(fields).items()
    }
    columns["iban"] = read_iban(columns["iban"])
    _refuse_bad(columns)
    return columns | {name: columns[name] or None for name in _EMPTY_IS_NONE}


def _refuse_bad(columns: dict[str, Any]) -> None:
    if not (columns["short_name"] and columns["full_name"] and columns["tax_code"]):
        raise Refused(_("An own firm needs a short name, a full name and a tax code"))
    if columns["iban"] and iban_problem(columns["iban"]):
        said = _("{iban} is no IBAN of Ukraine: UA and 27 digits with the right check digits")
        raise Refused(said.format(iban=columns["iban"]))
    if columns["vat_payer"] and not columns["vat_number"]:
        raise Refused(_("A payer of VAT needs his VAT number (ІПН)"))
    if columns["email"] and not _EMAIL.fullmatch(columns["email"]):
        raise Refused(_("{text} is no e-mail address").format(text=columns["email"]))
    if not number_form_fits(columns["number_form"]):
        said = _("The form of numbers holds {fields}, such as {example}")
        raise Refused(said.format(fields="{number}, {yy}, {year}", example="РП-{number:07}"))


def _own_row(row: Any) -> OwnEntityRow:
    values = {name: getattr(row, name) for name in OwnEntityFields.__slots__}
    filled: dict[str, Any] = {name: "" if value is None else value for name, value in values.items()}
    return OwnEntityRow(row.id, OwnEntityFields(**filled), row.version, bool(row.logo_sha256))
