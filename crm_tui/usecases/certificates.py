"""Certificates kept: taken in once by their fingerprint, listed by term, given to clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import tuple_
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from crm_tui.domain.certificates import SERVERS, CertificateUse
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission
from crm_tui.domain.search_key import search_key
from crm_tui.domain.text import clean
from crm_tui.exchange.certificate_content import ReadFile, Taken
from crm_tui.i18n import _
from crm_tui.store.bulk import find_many
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Certificate, Client, Employee
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.certificate_clients import clients_by_code
from crm_tui.usecases.parts.certificate_rows import (
    CERTIFICATE,
    SELECT_CERTIFICATES,
    CertificateCard,
    CertificateRow,
    certificate_row,
    columns_of,
)
from crm_tui.usecases.parts.core import fetch, must
from crm_tui.usecases.parts.files import keep_file, kept_content
from crm_tui.usecases.shapes import Named

__all__ = [
    "CertificateCard",
    "CertificatePage",
    "CertificateRow",
    "TakenRow",
    "attach_certificate",
    "certificate_file",
    "certificates_of_client",
    "detach_certificate",
    "find_certificates",
    "list_certificates",
    "show_certificate",
    "take_certificates",
    "try_certificates",
]

LONGEST_PAGE = 200
Place = tuple[date, int]


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What became of one certificate of a file.

    `new`: it was not known before. `client` is whose it is now; without one, `may_be` holds the cards that
    share its code (none: an unknown client). `of_ca`: a CA's own, which is not kept.
    """

    file: str
    holder: str
    organisation: str
    tax_code: str
    valid_to: date
    sha256: str
    new: bool
    client: Named | None = None
    may_be: tuple[Named, ...] = ()
    of_ca: bool = False


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """Certificates by the end of their terms; `after` is where the next page begins."""

    rows: tuple[CertificateRow, ...]
    after: Place | None


@requires(Permission.KEP_CERTIFICATE_WRITE, writes=True)
def take_certificates(unit: Unit, *, files: tuple[ReadFile, ...]) -> tuple[TakenRow, ...]:
    """Keeps the certificates of some files, each once, and gives them to the only client with their code.

    A certificate that is there already changes nothing, unless it was nobody's and now has its one client.
    """
    told = _judge(unit, files)
    found = {row.sha256: row for row in told if row.new}
    for file in files:
        for one in file.taken:
            row = found.pop(one.certificate.sha256, None)
            if row is not None:
                _keep(unit, row, one)
    _give_waiting(unit, told)
    return told


@requires(Permission.KEP_CERTIFICATE_READ)
def try_certificates(unit: Unit, *, files: tuple[ReadFile, ...]) -> tuple[TakenRow, ...]:
    """What `take_certificates` would do. Changes nothing."""
    return _judge(unit, files)


def _judge(unit: Unit, files: Sequence[ReadFile]) -> tuple[TakenRow, ...]:
    all_of_them = [(file.name, one.certificate) for file in files for one in file.taken]
    known = {
        sha256: (client_id, by_hand)
        for sha256, client_id, by_hand in find_many(
            unit,
            Certificate,
            "sha256",
            [one.sha256 for _file, one in all_of_them],
            give=("client_id", "by_hand"),
        )
    }
    clients = clients_by_code(unit, [one.client_code for _file, one in all_of_them])
    rows, seen = list[TakenRow](), set[str]()
    for file, one in all_of_them:
        of_ca = one.use is CertificateUse.CA or one.use in SERVERS
        owners = [] if of_ca else clients.get(one.client_code, [])
        has, by_hand = known.get(one.sha256, (None, False))
        owner = owners[0] if len(owners) == 1 and not by_hand else None
        if has is not None:
            owner = _named(unit, has)
        rows.append(
            TakenRow(
                file=file,
                holder=one.cn,
                organisation=one.organisation,
                tax_code=one.client_code,
                valid_to=one.valid_to,
                sha256=one.sha256,
                new=not of_ca and one.sha256 not in known and one.sha256 not in seen,
                client=owner,
                may_be=() if owner or by_hand else tuple(owners),
                of_ca=of_ca,
            )
        )
        seen.add(one.sha256)
    return tuple(rows)


def _named(unit: Unit, client_id: int) -> Named:
    client = unit.session.get_one(Client, client_id)
    return Named(client_id, client.short_name or client.full_name)


def _keep(unit: Unit, told: TakenRow, one: Taken) -> None:
    keep_file(unit, one.der)
    row = Certificate(
        **columns_of(one.certificate),
        client_id=told.client.id if told.client else None,
        file_name=told.file,
        created_at=unit.now,
        created_by_id=unit.actor.id,
    )
    try:
        with unit.session.begin_nested():
            unit.add(row)
    except IntegrityError:
        return  # another took the same one in meanwhile
    unit.notify("certificates", row.id)
    if told.client is not None:
        unit.notify("clients", told.client.id)


def _give_waiting(unit: Unit, told: Sequence[TakenRow]) -> None:
    waiting = [row.sha256 for row in told if row.client is not None and not row.new]
    known = find_many(unit, Certificate, "sha256", waiting, give=("id", "client_id"))
    whose = {row.sha256: row.client.id for row in told if row.client is not None}
    for sha256, number, has in known:
        if has is None:
            row = must(unit.lock(Certificate, number), _("certificate"), number)
            unit.change(row, client_id=whose[sha256])
            unit.notify("certificates", number)


@requires(Permission.KEP_CERTIFICATE_READ)
def list_certificates(
    unit: Unit,
    *,
    client_id: int | None = None,
    ending_in: int | None = None,
    unknown: bool = False,
    after: Place | None = None,
    limit: int = 100,
) -> CertificatePage:
    """A page of certificates, those that end last first.

    `ending_in`: only those that run now and end within so many days, the nearest end first. `unknown`: only
    those that are no client's.
    """
    limit, asked = max(1, min(limit, LONGEST_PAGE)), SELECT_CERTIFICATES
    place = tuple_(CERTIFICATE.c.valid_to, CERTIFICATE.c.id)
    if client_id is not None:
        asked = asked.where(CERTIFICATE.c.client_id == client_id)
    if unknown:
        asked = asked.where(CERTIFICATE.c.client_id.is_(None))
    if ending_in is not None:
        day = today(unit.now)
        asked = asked.where(
            CERTIFICATE.c.valid_to >= day, CERTIFICATE.c.valid_to <= day + timedelta(days=ending_in)
        )
        asked = asked.where(place > tuple_(*after)) if after else asked
        asked = asked.order_by(CERTIFICATE.c.valid_to, CERTIFICATE.c.id)
    else:
        asked = asked.where(place < tuple_(*after)) if after else asked
        asked = asked.order_by(CERTIFICATE.c.valid_to.desc(), CERTIFICATE.c.id.desc())
    found = [certificate_row(unit, row) for row in fetch(unit, asked.limit(limit + 1))]
    rows = tuple(found[:limit])
    return CertificatePage(rows, rows[-1].cursor if len(found) > limit else None)


@requires(Permission.KEP_CERTIFICATE_READ)
def certificates_of_client(unit: Unit, *, client_id: int) -> tuple[CertificateRow, ...]:
    """The certificates of a client, at most 200, those that end last first."""
    return list_certificates(unit, client_id=client_id, limit=LONGEST_PAGE).rows


@requires(Permission.KEP_CERTIFICATE_READ)
def find_certificates(unit: Unit, *, text: str, limit: int = 20) -> tuple[CertificateRow, ...]:
    """Certificates whose holder, serial number or key identifier begins with the text (4 signs or more)."""
    limit = max(1, min(limit, LONGEST_PAGE))
    found: dict[int, CertificateRow] = {}
    squeezed = "".join(text.split()).replace(":", "")
    keys = ((CERTIFICATE.c.serial, squeezed.upper()), (CERTIFICATE.c.key_id, squeezed.lower()))
    for column, value in (*keys, (CERTIFICATE.c.search_key, search_key(text))):
        if len(value) < 4:
            continue
        asked = SELECT_CERTIFICATES.where(column >= value, column < value + "\U0010ffff")
        for row in fetch(unit, asked.order_by(column, CERTIFICATE.c.id).limit(limit)):
            found.setdefault(row.id, certificate_row(unit, row))
    return tuple(found.values())[:limit]


@requires(Permission.KEP_CERTIFICATE_READ)
def show_certificate(unit: Unit, *, certificate_id: int) -> CertificateCard:
    """All that a certificate tells; NotFound when there is none."""
    row = must(unit.session.get(Certificate, certificate_id), _("certificate"), certificate_id)
    author = unit.session.get(Employee, row.created_by_id) if row.created_by_id else None
    listed = {one.id: one for one in _rows(unit, CERTIFICATE.c.set_key == row.set_key)}
    mine = listed.pop(certificate_id)
    codes = [] if mine.client else [row.tax_code]
    return CertificateCard(
        row=mine,
        **{name: getattr(row, name) for name in _WHOLE},
        created_by=author.full_name if author else "",
        same_set=tuple(listed.values()),
        may_be=tuple(clients_by_code(unit, codes).get(row.tax_code, ())),
    )


_WHOLE = (
    *("sha256", "edrpou", "edrpou_from", "rnokpp", "rnokpp_from", "unzr", "surname", "given_name", "unit"),
    *("region", "city", "phone", "address", "email", "key", "policy", "issuer_code", "not_before"),
    *("not_after", "created_at"),
)


def _rows(unit: Unit, which: Any) -> list[CertificateRow]:
    asked = SELECT_CERTIFICATES.where(which).order_by(CERTIFICATE.c.id).limit(LONGEST_PAGE)
    return [certificate_row(unit, row) for row in fetch(unit, asked)]


@requires(Permission.KEP_CERTIFICATE_READ)
def certificate_file(unit: Unit, *, certificate_id: int) -> tuple[str, bytes]:
    """(a name to save it under, the certificate as DER)."""
    row = must(unit.session.get(Certificate, certificate_id), _("certificate"), certificate_id)
    return f"{row.tax_code or 'certificate'}_{row.serial}.cer", kept_content(unit, row.sha256)


@requires(Permission.KEP_CERTIFICATE_WRITE, writes=True)
def attach_certificate(unit: Unit, *, certificate_id: int, client_id: int) -> CertificateCard:
    """Says whose a certificate is, whatever its code; with it go the others of its set that are nobody's."""
    row = must(unit.lock(Certificate, certificate_id), _("certificate"), certificate_id)
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    if client.deleted_at is not None:
        raise Refused(_("This card is no more: open the one it was merged into"))
    before = row.client_id
    unit.change(row, client_id=client_id, by_hand=True)
    others = select(Certificate).where(
        col(Certificate.set_key) == row.set_key, col(Certificate.client_id).is_(None)
    )
    for other in unit.session.exec(others).all():
        unit.change(other, client_id=client_id, by_hand=True)
        unit.notify("certificates", other.id)
    _tell(unit, row, before)
    return show_certificate(unit, certificate_id=certificate_id)


@requires(Permission.KEP_CERTIFICATE_WRITE, writes=True)
def detach_certificate(unit: Unit, *, certificate_id: int) -> CertificateCard:
    """Takes a certificate off its client; no import gives it back. Refused when it is nobody's."""
    row = must(unit.lock(Certificate, certificate_id), _("certificate"), certificate_id)
    if row.client_id is None:
        raise Refused(_("This certificate is no client's: {holder}").format(holder=clean(row.holder)))
    before = row.client_id
    unit.change(row, client_id=None, by_hand=True)
    _tell(unit, row, before)
    return show_certificate(unit, certificate_id=certificate_id)


def _tell(unit: Unit, row: Certificate, before: int | None) -> None:
    unit.notify("certificates", row.id)
    clients = {one for one in (before, row.client_id) if one is not None}
    if clients:
        unit.notify("clients", *sorted(clients))
