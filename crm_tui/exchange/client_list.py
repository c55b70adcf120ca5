"""A list of clients -> cards ready to be saved, with everything odd told by line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from crm_tui.domain.clients import ClientDraft, Problem, Severity, check_client, kind_by_code
from crm_tui.domain.kinds import ClientKind, PhoneKind
from crm_tui.domain.names import card_keys
from crm_tui.domain.phone_list import parse_phones
from crm_tui.domain.regions import region_of
from crm_tui.domain.search_key import search_key
from crm_tui.domain.tags import TagError, tag_key, tag_name
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.exchange.client_columns import Columns
from crm_tui.exchange.sheet import Line, Sheet

_KIND_WORDS = {
    ClientKind.LEGAL_ENTITY: ("legal_entity", "юридична особа", "юр особа", "юрособа", "юридическое лицо"),
    ClientKind.SOLE_TRADER: ("sole_trader", "фоп", "фізична особа - підприємець", "підприємець", "спд"),
    ClientKind.PRIVATE_PERSON: ("private_person", "фізична особа", "фіз особа", "фізособа", "громадянин"),
    ClientKind.BUDGET_INSTITUTION: ("budget_institution", "бюджетна установа", "бюджет", "бюджетна"),
}
_KINDS = {search_key(word): kind for kind, words in _KIND_WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class ListedPhone:
    """A number of a listed contact; `e164` is never empty."""

    e164: str
    as_typed: str
    extension: str = ""
    kind: PhoneKind = PhoneKind.MOBILE


@dataclass(frozen=True, slots=True)
class ListedContact:
    """A contact of a listed client; `uuid` is known when the list is our own export."""

    uuid: UUID | None = None
    full_name: str = ""
    position: str = ""
    email: str = ""
    note: str = ""
    main: bool = False
    phones: tuple[ListedPhone, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedClient:
    """One line of the list; `external_id` tells it from all others of its source, in any order."""

    line: int
    external_id: str
    uuid: UUID | None
    draft: ClientDraft
    legal_form: str
    search_key: str
    sort_key: str
    contacts: tuple[ListedContact, ...]
    problems: tuple[Problem, ...]
    tags: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a problem forbids to save it."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def read_clients(
    sheet: Sheet, columns: Columns, *, city_code: str = "", after_line: int = 0
) -> Iterator[ListedClient]:
    """The clients of the sheet in their order; `after_line` goes on where a stopped import ended."""
    for line in sheet.rows(after_line=max(after_line, columns.header_line)):
        yield _listed(line, columns, city_code)


def read_tags(sheet: Sheet, columns: Columns) -> tuple[str, ...]:
    """All tags that the sheet names, each once."""
    places = [place for place, field in columns.fields if field == "tags"]
    found: dict[str, str] = {}
    for _number, cells in sheet.rows(after_line=columns.header_line) if places else ():
        for place in places:
            if place < len(cells):
                found |= {tag_key(name): name for name in _tags(cells[place], [])}
    return tuple(found.values())


def _listed(line: Line, columns: Columns, city_code: str) -> ListedClient:
    values = _values(line[1], columns)
    code = read_tax_code(values.get("tax_code", ""))
    full_name = values.get("full_name") or values.get("short_name", "")
    keys = card_keys(full_name, values.get("short_name", ""))
    legal_form = values.get("legal_form") or keys.legal_form
    region = region_of(values.get("region", ""))
    given: dict[str, Any] = {name: values[name] for name in _AS_THEY_ARE if name in values}
    draft = ClientDraft(
        kind=_kind(values.get("kind", ""), legal_form, code.code),
        full_name=full_name,
        short_name=keys.short_name,
        region=region.name if region else values.get("region", ""),
        **given,
    )
    problems = check_client(draft)
    contacts = tuple(_contacts(values, city_code, problems))
    tags = tuple(_tags(values.get("tags", ""), problems))
    uuid = _uuid(values.get("uuid", ""))
    return ListedClient(
        line=line[0],
        external_id=str(uuid) if uuid else values.get("external_id", "") or _content_id(line[1]),
        uuid=uuid,
        draft=draft,
        legal_form=legal_form,
        search_key=keys.search_key,
        sort_key=keys.sort_key,
        contacts=contacts,
        problems=tuple(problems),
        tags=tags,
    )


_AS_THEY_ARE = (
    *("tax_code", "vat_number", "legal_address", "mail_address", "email"),
    *("site", "head_name", "head_position", "note"),
)


def _values(cells: list[str], columns: Columns) -> dict[str, str]:
    values: dict[str, str] = {}
    for place, field in columns.fields:
        cell = cells[place] if place < len(cells) else ""
        tidy = (clean_multiline(cell) if field == "note" else clean(cell)).strip()
        if tidy:
            values[field] = f"{values[field]}; {tidy}" if field in values else tidy
    return values


def _content_id(cells: list[str]) -> str:
    return "content:" + sha256("\x1f".join(cells).rstrip("\x1f").encode("utf-8", "replace")).hexdigest()[:40]


def _kind(written: str, legal_form: str, tax_code: str) -> ClientKind:
    known = _KINDS.get(search_key(written)) if written else None
    if known:
        return known
    if legal_form:
        return ClientKind.SOLE_TRADER if legal_form == "ФОП" else ClientKind.LEGAL_ENTITY
    return kind_by_code(tax_code)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _contacts(values: dict[str, str], city_code: str, problems: list[Problem]) -> Iterator[ListedContact]:
    if "contacts" in values:
        yield from _own_contacts(values["contacts"], problems)
        return
    phones = tuple(_phones(values.get("phones", ""), city_code, problems))
    name = values.get("contact_name", "")
    if phones or name:
        yield ListedContact(
            full_name=name, position=values.get("contact_position", ""), main=True, phones=phones
        )


def _tags(cell: str, problems: list[Problem]) -> Iterator[str]:
    """The tags of a cell, each once; what is none is a warning."""
    seen = set()
    for part in re.split("[;,\n]", cell):
        try:
            name = tag_name(part) if part.strip() else ""
        except TagError:
            problems.append(Problem("tags", Severity.WARNING, "tag_unreadable", {"tag": clean(part).strip()}))
            continue
        if name and tag_key(name) not in seen:
            seen.add(tag_key(name))
            yield name


def _phones(cell: str, city_code: str, problems: list[Problem]) -> Iterator[ListedPhone]:
    for phone in parse_phones(cell, city_code) if cell else ():
        if phone.e164:
            yield ListedPhone(phone.e164, phone.as_typed, phone.extension)
        else:
            problems.append(
                Problem("phones", Severity.WARNING, "phone_unreadable", {"phone": phone.as_typed})
            )


def _own_contacts(cell: str, problems: list[Problem]) -> Iterator[ListedContact]:
    """The `contacts` column of our own export."""
    try:
        for one in json.loads(cell):
            phones = tuple(
                ListedPhone(**_texts(phone, {"kind": PhoneKind})) for phone in one.pop("phones", ())
            )
            main = one.pop("main", False) is True
            yield ListedContact(
                **_texts(one, {"uuid": UUID, "note": clean_multiline}), main=main, phones=phones
            )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        problems.append(
            Problem("contacts", Severity.ERROR, "contacts_unreadable", {"why": clean(str(error))})
        )


def _texts(record: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    return {
        name: kinds[name](value) if name in kinds else clean(str(value)) for name, value in record.items()
    }
