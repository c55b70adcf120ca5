"""JSON as `clients export` writes it: an array of flat records, one on a line, read one at a time."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.exchange.sheet import LONGEST_CELL, Line
from crm_tui.i18n import _

_LARGEST_AT_ONCE = 64 << 20


def read_json(path: Path) -> Iterator[Line]:
    """A header row of all keys of the first record, then the records; lists inside stay JSON.

    An array written in another way is read too, while it fits 64 MB. Raises Refused for anything else.
    """
    try:
        records = _records(path)
        number, first = next(records, (0, None))
        if first is None:
            return
        keys = list(first)
        yield 0, keys
        yield number, _cells(first, keys)
        for number, record in records:
            if len(record.keys() - keys):
                keys = [*keys, *(key for key in record if key not in keys)]
                raise _refused(path, number, _("its fields are not those of the first record"))
            yield number, _cells(record, keys)
    except (UnicodeError, RecursionError, json.JSONDecodeError, MemoryError) as error:
        raise _refused(path, 1, error) from None


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line by line when the array is written so, else all at once."""
    with path.open(encoding="utf-8-sig") as file:
        if file.readline(16).strip() != "[":
            if path.stat().st_size > _LARGEST_AT_ONCE:
                raise _refused(path, 1, _("too large for JSON that is not one record on a line"))
            file.seek(0)
            found = json.load(file)
            for number, record in enumerate(found if isinstance(found, list) else [None], start=1):
                yield number, _checked(path, number, record)
            return
        number, ended = 1, False
        while line := file.readline(LONGEST_CELL * 10):
            number += 1
            text = line.strip().removesuffix(",")
            if text == "]":
                ended = True
            elif text:
                yield number, _checked(path, number, json.loads(text))
        if not ended:
            raise _refused(path, number, _("the end of the list is missing"))


def _checked(path: Path, number: int, record: Any) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise _refused(path, number, _("not a record"))
    return record


def _cells(record: dict[str, Any], keys: list[str]) -> list[str]:
    return [_text(record.get(key)) for key in keys]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _refused(path: Path, line: int, why: object) -> Refused:
    return Refused(_("{file}, line {line}: cannot be read: {why}").format(file=path.name, line=line, why=why))
