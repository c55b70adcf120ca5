"""The office itself: own firms, number series without gaps, settings of the store and of a person."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import DocumentSeries, EmployeeSetting, OwnEntity, Setting
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import core, fetch, must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.store_settings import DEFAULTS, NUMBERS, READERS, setting
from crm_tui.usecases.parts.versions import refuse_stale

_OWN, _MINE = core(OwnEntity), core(EmployeeSetting)


@dataclass(frozen=True, slots=True)
class OwnEntityFields:
    """The requisites of an own firm as a form holds them."""

    short_name: str
    full_name: str
    tax_code: str
    vat_number: str = ""
    iban: str = ""
    address: str = ""
    phone: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class OwnEntityRow:
    """One of the office's own firms."""

    id: int
    fields: OwnEntityFields
    version: int


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number given for good: `number` counts within own firm, kind and year; `text` goes on the paper."""

    number: int
    text: str


@requires(Permission.OFFICE_OWN_READ)
def list_own_entities(unit: Unit, *, with_inactive: bool = False) -> tuple[OwnEntityRow, ...]:
    """The office's own firms in the order they came."""
    statement = select(_OWN).order_by(_OWN.c.id)
    return tuple(_own_row(row) for row in fetch(unit, statement) if row.active or with_inactive)


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def add_own_entity(unit: Unit, *, fields: OwnEntityFields) -> OwnEntityRow:
    """A new own firm; Refused without a name and a code."""
    return _own_row(unit.add(OwnEntity(**_columns(fields))))  # type: ignore[arg-type]


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def edit_own_entity(unit: Unit, *, own_entity_id: int, version: int, fields: OwnEntityFields) -> OwnEntityRow:
    """Changes the requisites; papers issued before keep theirs. ChangedMeanwhile as everywhere."""
    row = must(unit.lock(OwnEntity, own_entity_id), _("own firm"), own_entity_id)
    columns = _columns(fields)
    refuse_stale(unit, row, opened=version, mine=columns)
    unit.change(row, **columns)
    return _own_row(row)


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def next_number(unit: Unit, *, own_entity_id: int, kind: str, year: int) -> DocumentNumber:
    """The next number of a series: no gaps, no doubles, whoever asks at the same time.

    It belongs to the same transaction as the paper: if that fails, the number is given again.
    """
    must(unit.session.get(OwnEntity, own_entity_id), _("own firm"), own_entity_id)
    series = _series(unit, own_entity_id, kind, year)
    unit.change(series, last_number=series.last_number + 1)
    number = series.last_number
    return DocumentNumber(number, f"{series.prefix}{number}")


@requires(Permission.OFFICE_OWN_READ)
def store_settings(unit: Unit) -> dict[str, str]:
    """The settings of the whole office that people can change, with their defaults."""
    return {key: setting(unit, key) for key in DEFAULTS}


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def set_store_setting(unit: Unit, *, key: str, value: str) -> None:
    """Changes a setting of the whole office; Refused for an unknown one or a value out of its range."""
    if key not in DEFAULTS:
        raise Refused(_("There is no such setting: {key}").format(key=clean(key)))
    if key in NUMBERS:
        low, high = NUMBERS[key]
        if not (value.strip().isdecimal() and low <= int(value) <= high):
            raise Refused(
                _("{key} is a whole number from {low} to {high}").format(key=key, low=low, high=high)
            )
    if key in READERS and READERS[key][0](value) is None:
        raise Refused(f"{key}: {_(READERS[key][1])}")
    known = unit.session.get(Setting, key)
    if known is None:
        unit.add(Setting(key=key, value=clean(value).strip()))
    else:
        unit.change(known, value=clean(value).strip())


@requires(Permission.OFFICE_OWN_READ)
def my_settings(unit: Unit) -> dict[str, str]:
    """What the actor's screens remember."""
    found = fetch(unit, select(_MINE).where(_MINE.c.employee_id == my_id(unit)))
    return {row.key: row.value for row in found}


@requires(Permission.OFFICE_OWN_EDIT, writes=True)
def set_my_setting(unit: Unit, *, key: str, value: str) -> None:
    """Remembers something for the actor's screens."""
    known = unit.session.get(EmployeeSetting, (my_id(unit), key))
    if known is None:
        unit.add(EmployeeSetting(employee_id=my_id(unit), key=key, value=value))
    else:
        unit.change(known, value=value)


def _series(unit: Unit, own_entity_id: int, kind: str, year: int) -> DocumentSeries:
    statement = (
        select_rows(DocumentSeries)
        .where(
            col(DocumentSeries.own_entity_id) == own_entity_id,
            col(DocumentSeries.kind) == kind,
            col(DocumentSeries.year) == year,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    known = unit.session.exec(statement).first()
    if known is not None:
        return known
    try:
        with unit.session.begin_nested():
            new = DocumentSeries(own_entity_id=own_entity_id, kind=kind, year=year)
            unit.session.add(new)
            unit.session.flush()
    except IntegrityError:
        # Another writer began the same series between our look and our insert; we wait for him.
        return unit.session.exec(statement).one()
    unit.log_insert(new)
    return new


def _columns(fields: OwnEntityFields) -> dict[str, object]:
    columns: dict[str, object] = {
        "short_name": clean(fields.short_name).strip(),
        "full_name": clean(fields.full_name).strip(),
        "tax_code": clean(fields.tax_code).strip(),
        "vat_number": clean(fields.vat_number).strip() or None,
        "iban": clean(fields.iban).replace(" ", "") or None,
        "address": clean(fields.address).strip(),
        "phone": clean(fields.phone).strip(),
        "active": fields.active,
    }
    if not (columns["short_name"] and columns["full_name"] and columns["tax_code"]):
        raise Refused(_("An own firm needs a short name, a full name and a tax code"))
    return columns


def _own_row(row: Any) -> OwnEntityRow:
    values = {name: getattr(row, name) for name in OwnEntityFields.__slots__}
    filled: dict[str, Any] = {name: "" if value is None else value for name, value in values.items()}
    return OwnEntityRow(row.id, OwnEntityFields(**filled), row.version)
