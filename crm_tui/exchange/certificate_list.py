"""A CA's or a partner site's list of certificates (CSV, `;`, cp1251 or UTF-8) -> rows, odd things by line."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from crm_tui.domain.certificates import CertificateStatus, CertificateUse, KeyStorage, kyiv_day
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import KYIV
from crm_tui.domain.search_key import search_key
from crm_tui.domain.tax_code import TaxCodeWarning, read_tax_code
from crm_tui.domain.text import clean
from crm_tui.exchange.sheet import Sheet
from crm_tui.i18n import N_, _

Kind = TypeVar("Kind")
NEEDED = ("serial", "name", "start_date", "end_date")
_USES = {"підписання": CertificateUse.SIGN, "шифрування": CertificateUse.ENCRYPT}
_STATUSES = {
    "діючий": CertificateStatus.ACTIVE,
    "заблокований": CertificateStatus.BLOCKED,
    "скасований": CertificateStatus.REVOKED,
}
_STORAGES = {"файл": KeyStorage.FILE, "токен": KeyStorage.TOKEN, "хмара": KeyStorage.CLOUD}
_SERIAL = re.compile(r"[0-9A-F]{2,64}")
_DAY_FORMS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """One line of the list. Days are Kyiv's; what the list does not say is empty or None.

    `problems` are in words; with `refused` the line cannot be used.
    """

    line: int
    tax_code: str
    serial: str
    """Upper-case hex, as a stored certificate has it."""
    holder: str
    holder_code: str
    valid_from: date | None
    valid_to: date | None
    key_kind: str
    """As the CA calls it: «Ключ директора», «Ключ печатки»."""
    storage: KeyStorage | None
    use: CertificateUse
    status: CertificateStatus | None
    registrar: str
    email: str
    phone: str
    address: str
    city: str
    problems: tuple[str, ...] = ()
    refused: bool = False

    @property
    def set_key(self) -> str:
        """What lines of one set share, as `Certificate.set_key`: the holder and the term."""
        return (
            f"{self.tax_code}|{self.holder_code}|{search_key(self.holder)}|{self.valid_from}|{self.valid_to}"
        )


def read_ca_list(sheet: Sheet) -> Iterator[ListedCertificate]:
    """The lines of the list in their order. Refused when its heading lacks a column that is needed."""
    rows = sheet.rows()
    heading = next(rows, None)
    places = {cell.strip().lower(): place for place, cell in enumerate(heading[1])} if heading else {}
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise Refused(
            _("{file}: no columns {names} in the first line").format(
                file=sheet.name, names=", ".join(missing)
            )
        )
    for line, cells in rows:
        values = {
            name: clean(cells[place]).strip() if place < len(cells) else "" for name, place in places.items()
        }
        yield _row(line, values)


def in_sets(rows: Iterable[ListedCertificate]) -> list[tuple[ListedCertificate, ...]]:
    """Usable lines by client and term, in the order in which each set begins."""
    found: dict[tuple[str, date | None, date | None], list[ListedCertificate]] = {}
    for row in rows:
        if not row.refused:
            found.setdefault((row.tax_code, row.valid_from, row.valid_to), []).append(row)
    return [tuple(group) for group in found.values()]


def _row(line: int, values: Mapping[str, str]) -> ListedCertificate:
    notes, wrong = list[str](), list[str]()
    serial = re.sub(r"[\s:]", "", values["serial"]).upper()
    if not _SERIAL.fullmatch(serial):
        wrong.append(_("no serial number: {text}").format(text=values["serial"]))
    begins, ends = _day(values["start_date"]), _day(values["end_date"])
    for name, day in (("start_date", begins), ("end_date", ends)):
        if day is None:
            wrong.append(_("{column}: no date: {text}").format(column=name, text=values[name]))
    if begins and ends and ends < begins:
        wrong.append(_("it ends before it begins"))
    if not values["name"]:
        wrong.append(_("no holder"))
    return ListedCertificate(
        line=line,
        tax_code=_code(values.get("tax_code", ""), notes),
        serial=serial.zfill(len(serial) + len(serial) % 2),
        holder=values["name"],
        holder_code=_code(values.get("ipn", ""), notes),
        valid_from=begins,
        valid_to=ends,
        key_kind=values.get("type", ""),
        storage=_word(_STORAGES, values, "storage_type", notes),
        use=_word(_USES, values, "crypt", notes) or CertificateUse.UNKNOWN,
        status=_word(_STATUSES, values, "status", notes),
        registrar=values.get("admin_reg", ""),
        email=values.get("email", ""),
        phone=values.get("phone", ""),
        address=values.get("address", ""),
        city=values.get("city", ""),
        problems=(*wrong, *notes),
        refused=bool(wrong),
    )


def _day(text: str) -> date | None:
    """The Kyiv day of a date or moment, ISO or DD.MM.YYYY; without an offset it is Kyiv's already."""
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=KYIV).date()
        except ValueError:
            continue
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return kyiv_day(at) if at.tzinfo else at.date()


_ODD_CODES = {
    TaxCodeWarning.CHECK_DIGIT: N_("the check digit of {code} is wrong"),
    TaxCodeWarning.NOT_A_CODE: N_("{code} is no tax code"),
    TaxCodeWarning.PADDED: N_("{code}: zeros in front were put back"),
}


def _code(text: str, notes: list[str]) -> str:
    reading = read_tax_code(text)
    notes += [_(_ODD_CODES[one]).format(code=text) for one in reading.warnings if one in _ODD_CODES]
    return reading.code


def _word(known: Mapping[str, Kind], values: Mapping[str, str], column: str, notes: list[str]) -> Kind | None:
    text = values.get(column, "")
    found = known.get(text.lower())
    if text and found is None:
        notes.append(_("{column}: unknown word {text}").format(column=column, text=text))
    return found
