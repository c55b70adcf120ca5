"""Stored certificates as lists and cards show them; a certificate read from a file as a row of the table."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, select

from crm_tui.domain import certificates as read
from crm_tui.domain.certificates import CertificateKind, CertificateUse
from crm_tui.domain.kyiv import today
from crm_tui.domain.search_key import search_key
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Certificate
from crm_tui.usecases.parts.core import CLIENT, client_name, core, named
from crm_tui.usecases.shapes import Named

CERTIFICATE = core(Certificate)
SOON = 30
"""A term that ends within so many days is marked."""
_SHOWN = (
    *("id", "client_id", "holder", "organisation", "position", "tax_code", "code_doubtful", "kind", "use"),
    *("valid_from", "valid_to", "serial", "key_id", "issuer", "set_key", "by_hand", "file_name"),
)


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate in a list. `days_left` counts from today in Kyiv, 0 on its last day, below it after.

    `set_key` is the same for the certificates of one set (holder and term). `client` None: nobody's yet, or
    `by_hand`: a person said that it is nobody's.
    """

    id: int
    client: Named | None
    holder: str
    organisation: str
    position: str
    tax_code: str
    code_doubtful: bool
    kind: CertificateKind
    use: CertificateUse
    valid_from: date
    valid_to: date
    days_left: int
    serial: str
    key_id: str
    issuer: str
    set_key: str
    by_hand: bool
    file_name: str

    @property
    def cursor(self) -> tuple[date, int]:
        """Its place in a list by the end of the term."""
        return self.valid_to, self.id


SELECT_CERTIFICATES: Select[Any] = select(
    *(CERTIFICATE.c[name] for name in _SHOWN), client_name().label("client_name")
).select_from(CERTIFICATE.outerjoin(CLIENT, CLIENT.c.id == CERTIFICATE.c.client_id))


def certificate_row(unit: Unit, row: Row[Any]) -> CertificateRow:
    same = {name: getattr(row, name) for name in _SHOWN if name != "client_id"}
    return CertificateRow(
        client=named(row.client_id, row.client_name),
        days_left=(row.valid_to - today(unit.now)).days,
        **same,
    )


def columns_of(one: read.Certificate) -> dict[str, Any]:
    """What the table holds of a certificate that was read."""
    same = (
        "sha256",
        "edrpou",
        "rnokpp",
        "unzr",
        "surname",
        "given_name",
        "region",
        "city",
        "phone",
        "address",
    )
    return {name: getattr(one, name) for name in same} | {
        "tax_code": one.client_code,
        "edrpou_from": one.edrpou_from.value,
        "rnokpp_from": one.rnokpp_from.value,
        "code_doubtful": one.edrpou_doubtful or one.rnokpp_doubtful,
        "holder": one.cn,
        "organisation": one.organisation,
        "unit": one.ou,
        "position": one.title,
        "email": one.email,
        "kind": one.kind,
        "use": one.use,
        "key": one.key,
        "policy": ", ".join(one.policy),
        "issuer": one.issuer_cn,
        "issuer_code": one.issuer_code,
        "serial": one.serial_hex,
        "key_id": one.key_id,
        "not_before": one.not_before,
        "not_after": one.not_after,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "set_key": one.set_key,
        "search_key": search_key(one.cn),
    }


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """All that a stored certificate tells.

    `same_set` are the others of its set, `may_be` the clients with its code while it is nobody's (none: no
    card has the code, several: a person must say which).
    """

    row: CertificateRow
    sha256: str
    edrpou: str
    edrpou_from: str
    rnokpp: str
    rnokpp_from: str
    unzr: str
    surname: str
    given_name: str
    unit: str
    region: str
    city: str
    phone: str
    address: str
    email: str
    key: str
    policy: str
    issuer_code: str
    not_before: datetime
    not_after: datetime
    created_at: datetime
    created_by: str
    same_set: tuple[CertificateRow, ...]
    may_be: tuple[Named, ...]
