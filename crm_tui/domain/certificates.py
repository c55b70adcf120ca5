"""A certificate as the trade sees it: who holds it, for what, until which day, and whose client it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from crm_tui.domain.kyiv import KYIV
from crm_tui.domain.search_key import search_key
from crm_tui.domain.tax_code import TaxCodeKind, read_tax_code


class CertificateUse(StrEnum):
    """What the key may do."""

    SIGN = "sign"
    ENCRYPT = "encrypt"
    BOTH = "sign+encrypt"
    CA = "ca"
    OCSP = "ocsp"
    TSP = "tsp"
    CMP = "cmp"
    UNKNOWN = "unknown"
    """Old ones with an empty keyUsage."""


class CertificateKind(StrEnum):
    """Whose it is: a person's signature, a firm's seal, a CA's own."""

    SIGNATURE = "signature"
    SEAL = "seal"
    CA = "ca"
    SERVER = "server"


SERVERS = frozenset({CertificateUse.OCSP, CertificateUse.TSP, CertificateUse.CMP})


class CodeSource(StrEnum):
    """Where in the certificate a code stood; the first is believed before the others."""

    DIRECTORY = "sda"
    ORGANISATION = "organizationIdentifier"
    SERIAL = "serialNumber"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate. Texts are harmless for a terminal; times are UTC; an absent field is empty.

    `edrpou` and `rnokpp` stand as they were written, right or wrong: `edrpou_doubtful` marks a wrong one.
    """

    sha256: str
    key: str
    use: CertificateUse
    stamp: bool
    """Marked in the file as a seal; the encryption one of a seal's pair has no such mark."""
    edrpou: str
    edrpou_from: CodeSource
    rnokpp: str
    rnokpp_from: CodeSource
    unzr: str
    cn: str
    o: str
    ou: str
    title: str
    surname: str
    given_name: str
    region: str
    city: str
    subject_serial: str
    org_id: str
    phone: str
    address: str
    email: str
    not_before: datetime
    not_after: datetime
    issuer_cn: str
    issuer_serial: str
    issuer_code: str
    """ЄДРПОУ of the CA: its name changes, its code does not."""
    key_usage: tuple[str, ...]
    eku: tuple[str, ...]
    policy: tuple[str, ...]
    qc: tuple[str, ...]
    serial: int
    key_id: str
    """subjectKeyIdentifier in hex: form 5-ПРРО asks for it."""

    @property
    def kind(self) -> CertificateKind:
        if self.use is CertificateUse.CA:
            return CertificateKind.CA
        if self.use in SERVERS:
            return CertificateKind.SERVER
        named = bool(self.surname or self.given_name)
        return CertificateKind.SEAL if self.stamp or not named else CertificateKind.SIGNATURE

    @property
    def serial_hex(self) -> str:
        """The serial number as CAs list it: upper case, two digits a byte."""
        text = f"{self.serial:X}"
        return text if len(text) % 2 == 0 or text.startswith("-") else f"0{text}"

    @property
    def valid_from(self) -> date:
        return kyiv_day(self.not_before)

    @property
    def valid_to(self) -> date:
        return kyiv_day(self.not_after)

    @property
    def edrpou_doubtful(self) -> bool:
        return bool(self.edrpou) and not _right(self.edrpou)

    @property
    def rnokpp_doubtful(self) -> bool:
        return bool(self.rnokpp) and not _right(self.rnokpp)

    @property
    def client_code(self) -> str:
        """The tax code of the client it belongs to, as a card holds it: of the firm, else of the person."""
        return _stored(self.edrpou) or _stored(self.rnokpp)

    @property
    def organisation(self) -> str:
        """The firm's name; a private person's certificate has none, whatever stands there."""
        return "" if search_key(self.o) in _NO_FIRM else self.o

    @property
    def set_key(self) -> str:
        """What certificates of one set share: the holder and the term, in Kyiv days."""
        codes = f"{_stored(self.edrpou)}|{_stored(self.rnokpp)}"
        return f"{codes}|{search_key(self.cn)}|{self.valid_from}|{self.valid_to}"


_NO_FIRM = {search_key("фізична особа"), search_key("физическое лицо"), ""}


def kyiv_day(moment: datetime) -> date:
    """The day in Kyiv; the calendar's last moment stays in it."""
    try:
        return moment.astimezone(KYIV).date()
    except OverflowError:
        return moment.astimezone(UTC).date()


def _right(code: str) -> bool:
    reading = read_tax_code(code)
    if reading.kind is TaxCodeKind.PASSPORT:
        return not code.isdigit()  # nine digits may be a passport, or a code that lost one
    return reading.kind is not None and not reading.warnings


def _stored(code: str) -> str:
    return read_tax_code(code).code if code else ""


class CertificateStatus(StrEnum):
    """What a CA's list says of a certificate."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    REVOKED = "revoked"


class KeyStorage(StrEnum):
    """Where the private key is kept."""

    FILE = "file"
    TOKEN = "token"  # noqa: S105  # a device, not a password
    CLOUD = "cloud"
