"""Which column of a list of clients means what: known headers of offices and 1C/BAS, or a given mapping."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_tui.domain.errors import Refused
from crm_tui.domain.search_key import search_key
from crm_tui.exchange.sheet import Line, Sheet
from crm_tui.i18n import _

# Field: headers. The field's own name works too.
_KNOWN = """
full_name: Найменування | Назва | Повна назва | Повне найменування | Назва повна | Найменування повне | Клієнт
full_name: Контрагент | Назва клієнта | Назва контрагента | Організація | Назва організації | Юридична назва
full_name: Найменування контрагента | Наименование | Полное наименование | ПІБ ФОП | Name
short_name: Коротка назва | Скорочена назва | Коротке найменування | Скорочене найменування
tax_code: Код за ЄДРПОУ | ЄДРПОУ | Код ЄДРПОУ | ЄДРПОУ / ІПН | ЄДРПОУ / РНОКПП | Код ЄДРПОУ / ДРФО | РНОКПП
tax_code: ДРФО | Код за ДРФО | Код ДРФО | Податковий код | Код по ЄДРПОУ | Код по ЕДРПОУ | ЕДРПОУ | EDRPOU
vat_number: ІПН | Індивідуальний податковий номер | ІПН платника ПДВ | ИНН
kind: Вид | Вид контрагента | Вид клієнта | Тип | Юр. / фіз. особа
legal_form: Організаційно-правова форма | Форма власності | Правова форма
region: Область | Регіон
legal_address: Юридична адреса | Адреса | Адреса реєстрації | Юр. адреса | Юридический адрес
mail_address: Поштова адреса | Фактична адреса | Адреса для листування
email: E-mail | Email | Пошта | Електронна пошта | Ел. пошта | Адреса електронної пошти
site: Сайт | Веб-сайт
head_name: Керівник | Директор | ПІБ керівника
head_position: Посада керівника
note: Примітка | Примітки | Коментар | Комментарий | Додаткова інформація
phones: Телефон | Телефони | Тел. | Номер телефону | Моб. телефон | Мобільний | Мобільний телефон | Phone
phones: Контактний телефон | Робочий телефон | Телефон контрагента | Телефон 1 | Телефон 2 | Телефон 3
tags: Мітки | Мітка | Теги | Тег | Метки
contact_name: Контактна особа | Контакт | Контактна особа контрагента | Основна контактна особа | Бухгалтер
contact_position: Посада | Посада контактної особи
external_id: Код | Код у базі | Код в базі | Ідентифікатор | ID | Код контрагента
uuid:
contacts:
"""
SEVERAL = {"phones", "note", "tags"}
"""Fields that several columns may fill together."""
IGNORE = {"", "-"}
_LOOK_AT = 20


def _known_headers() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in _KNOWN.strip().splitlines():
        field, _mark, headers = line.partition(":")
        known |= {search_key(header): field for header in (field, *headers.split("|")) if header.strip()}
    return known


_FIELD_OF = _known_headers()
FIELDS = tuple(dict.fromkeys(_FIELD_OF.values()))
"""What a column may be mapped to."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The header's line and, for each column with a meaning, its field; `unknown` are the other headers."""

    header_line: int
    fields: tuple[tuple[int, str], ...]
    unknown: tuple[str, ...]


def read_mapping(pairs: Sequence[str] = (), file: Path | None = None) -> dict[str, str]:
    """A mapping header -> field of a TOML or JSON file, then of `Header=field` pairs; "-" ignores a column.

    Raises Refused for a file that cannot be read, a pair without `=`, and an unknown field.
    """
    mapping: dict[str, str] = {}
    if file is not None:
        mapping |= _mapping_of(file)
    for pair in pairs:
        header, mark, field = pair.rpartition("=")
        if not mark:
            raise Refused(_('--map {pair}: write it as "Header=field"').format(pair=pair))
        mapping[header.strip()] = field.strip()
    for header, field in mapping.items():
        if field not in FIELDS and field not in IGNORE:
            known = ", ".join(FIELDS)
            raise Refused(
                _("mapping of {header}: no field {field}; there are {known}").format(
                    header=header, field=field, known=known
                )
            )
    return mapping


def find_columns(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> Columns:
    """The header among the first rows (reports have titles above it) and what its columns mean.

    Raises Refused when no column is the name of the client.
    """
    given = {search_key(header): field for header, field in (mapping or {}).items()}
    best: Columns | None = None
    first: Line | None = None
    for number, line in enumerate(sheet.rows()):
        if number >= _LOOK_AT:
            break
        first = first or line
        found = _columns(line, given)
        if best is None or len(found.fields) > len(best.fields):
            best = found
    if best is None:
        raise Refused(_("{file}: there is nothing in it").format(file=sheet.name))
    if not {field for _place, field in best.fields} & {"full_name", "short_name"}:
        seen = ", ".join(f"«{cell}»" for cell in (first or (0, []))[1] if cell)
        raise Refused(
            _("{file}: no column is the client's name; say which by --map. Columns: {seen}").format(
                file=sheet.name, seen=seen
            )
        )
    return best


def _columns(line: Line, given: Mapping[str, str]) -> Columns:
    fields: list[tuple[int, str]] = []
    unknown: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(line[1]):
        key = search_key(cell)
        field = given.get(key) if key in given else _FIELD_OF.get(key)
        if field is None or (field in taken and field not in SEVERAL):
            unknown += [cell] if key else []
        elif field not in IGNORE:
            fields.append((place, field))
            taken.add(field)
    return Columns(line[0], tuple(fields), tuple(unknown))


def _mapping_of(file: Path) -> dict[str, str]:
    try:
        text = file.read_text("utf-8-sig")
        found = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, UnicodeError, ValueError) as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=file, why=error)) from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Refused(_('{file}: write it as "Header" = "field"').format(file=file))
    return found
