"""MT940, SWIFT's statement: cut into entries by line here, each of which `mt-940` reads.

Banks of Ukraine write the second half of an entry (`:86:`) in one of three ways: `?20`-fields, /NAME/-words,
or plain text; the other side's account is found in all of them.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from crm_tui.domain.bank_cells import EARLIEST, LATEST, read_amount, read_currency, read_party_code
from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.domain.iban import read_iban
from crm_tui.domain.text import clean
from crm_tui.exchange.bank_file import DIFFERENT_BALANCE, DIFFERENT_COUNT, FileProblem
from crm_tui.exchange.sheet_csv import text_encoding
from crm_tui.i18n import _

LONGEST_LINE = 10_000
LONGEST_ENTRY = 20_000
_TAG = re.compile(r":(\d\d[A-Z]?|NS):", re.ASCII)
_IBAN = re.compile(r"\bUA\s?\d{2}(?:\s?\d){25}\b", re.ASCII)
_WORD = re.compile(r"/([A-Z]{2,6})/", re.ASCII)
_CODE_WORDS = "ЄДРПОУ|EDRPOU|ОКПО|OKPO|ІПН|ИНН|IPN|INN|РНОКПП|RNOKPP"
_CODE = re.compile(rf"(?:{_CODE_WORDS})\W{{0,3}}(\d{{8,10}})\b", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,9})([A-Z]{3})([0-9,]{1,20})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Block:
    """A tag with its text, from the line it begins in."""

    line: int
    tag: str
    text: str


@dataclass(slots=True)
class _Statement:
    line: int
    account: str = ""
    opening: str = ""
    opening_kop: int | None = None
    currency: str = ""
    closed: bool = False
    moved_kop: int = 0
    sums: Counter[bool] = field(default_factory=Counter)
    counts: Counter[bool] = field(default_factory=Counter)
    faulty: bool = False


def read_mt940(path: Path) -> Iterator[BankRow | FileProblem]:
    """The entries of all statements, in order. Refused: no statement in it, a line longer than any bank's."""
    statement: _Statement | None = None
    for blocks in _grouped(_blocks(path)):
        first = blocks[0]
        if first.tag == "20":
            if statement and not statement.closed:
                yield _unfinished(statement)
            statement = _Statement(first.line)
        elif statement is None:
            yield FileProblem(first.line, _("an entry before the statement's :20:"))
            return
        elif first.tag == "61":
            yield _row(blocks, statement)
        else:
            yield from _of_statement(first, statement)
    if statement is None:
        raise Refused(_("{file}: there is no statement in it").format(file=path.name))
    if not statement.closed:
        yield _unfinished(statement)


def _grouped(blocks: Iterator[_Block]) -> Iterator[list[_Block]]:
    """Each tag, an entry with the details that follow it."""
    entry: list[_Block] = []
    for block in blocks:
        if block.tag in {"86", "NS"} and entry and entry[0].tag == "61":
            entry.append(block)
            continue
        if entry:
            yield entry
        entry = [block]
    if entry:
        yield entry


def _blocks(path: Path) -> Iterator[_Block]:
    """The tags of the file; the envelope that SWIFT puts around a statement is left out."""
    begin, tag, lines, length = 0, "", list[str](), 0
    with path.open(encoding=text_encoding(path), newline=None, errors="replace") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE):
            number += 1
            if len(raw) == LONGEST_LINE and not raw.endswith("\n"):
                raise _too_long(path, number)
            line = raw.rstrip()
            if found := _TAG.match(line):
                if tag:
                    yield _Block(begin, tag, "\n".join(lines))
                begin, tag, lines, length = number, found[1], [line[found.end() :]], len(line)
            elif tag and line and line not in {"-", "-}"} and not line.startswith(("{", "-}")):
                length += len(line)
                if length > LONGEST_ENTRY:
                    raise _too_long(path, number)
                lines.append(line)
    if tag:
        yield _Block(begin, tag, "\n".join(lines))


def _too_long(path: Path, line: int) -> Refused:
    return Refused(_("{file}, line {line}: too long for MT940").format(file=path.name, line=line))


def _of_statement(block: _Block, statement: _Statement) -> Iterator[FileProblem]:
    """The account, the balances, the counts of a statement."""
    if block.tag == "25":
        statement.account = block.text.partition("\n")[0]
    elif block.tag in {"60F", "60M", "62F", "62M"}:
        yield from _of_balance(block, statement)
    elif block.tag in {"90C", "90D"} and (told := _COUNT.match(block.text)) and not statement.faulty:
        incoming = block.tag == "90C"
        counted = (statement.counts[incoming], statement.sums[incoming])
        if (int(told[1]), read_amount(told[3], ",")) != counted:
            yield FileProblem(block.line, _(DIFFERENT_COUNT))


def _of_balance(block: _Block, statement: _Statement) -> Iterator[FileProblem]:
    balance = _parsed(f":{block.tag}:{block.text}").get("balance")
    if balance is None:
        statement.faulty = True
        yield FileProblem(block.line, _("no balance: «{text}»").format(text=clean(block.text)[:40]))
    elif block.tag.startswith("60"):
        statement.opening, (statement.opening_kop, statement.currency) = block.text, balance
    else:
        statement.closed = True
        opening = statement.opening_kop
        if not statement.faulty and opening is not None and opening + statement.moved_kop != balance[0]:
            yield FileProblem(block.line, _(DIFFERENT_BALANCE))


def _unfinished(statement: _Statement) -> FileProblem:
    return FileProblem(statement.line, _("the statement has no end (:62F:): the file is cut; take it anew"))


def _row(entry: list[_Block], statement: _Statement) -> BankRow | FileProblem:
    line = entry[0].line
    text = "".join(f":{block.tag}:{block.text}\n" for block in entry if block.tag != "NS")
    data = _parsed(f":60F:{statement.opening}\n{text}" if statement.opening else text)
    row = _row_of(line, data, statement)
    if row is None:
        statement.faulty = True
        return FileProblem(line, _("no entry: «{text}»").format(text=clean(entry[0].text)[:40]))
    statement.counts[row.incoming] += 1
    statement.sums[row.incoming] += row.amount_kop
    statement.moved_kop += row.amount_kop if row.incoming else -row.amount_kop
    if row.amount_kop == 0:
        return FileProblem(line, _("a sum of 0 is left out"), stops=False)
    found = _IBAN.search(statement.account)
    own = read_iban(found[0] if found else statement.account)
    return replace(_with_details(row, data, own), own_iban=own)


def _parsed(text: str) -> dict[str, Any]:
    """What mt-940 makes of one entry or balance; empty for what it cannot read."""
    mt940 = _library()
    try:
        found = mt940.models.Transactions(options=mt940.Options.all(), tags=_tags())
        found.parse(text)
        data: dict[str, Any] = dict(found.transactions[-1].data) if found.transactions else {}
        balances = [value for name, value in found.data.items() if name.endswith("_balance")]
        if balances and balances[-1].amount is not None:
            amount = balances[-1].amount
            data["balance"] = (_whole(amount.amount), amount.currency or "")
    except Exception:  # of any kind: it takes what it matched for dates and numbers
        return {}
    return data if data.get("balance", (0,))[0] is not None else {}


def _whole(amount: Any) -> int | None:
    kop = amount * 100
    return int(kop) if kop == int(kop) and abs(kop) < 10**15 else None


@lru_cache
def _library() -> Any:
    import mt940

    # it writes what it cannot read, as it stands in the file, to the terminal
    log = logging.getLogger(mt940.__name__)
    log.addHandler(logging.NullHandler())
    log.propagate = False
    return mt940


@lru_cache
def _tags() -> dict[int | str, Any]:
    """An entry whose reference is longer than the standard allows is read too."""
    tag = _library().tags.StatementGLS()
    return {tag.id: tag}


def _row_of(line: int, data: dict[str, Any], statement: _Statement) -> BankRow | None:
    amount, day = data.get("amount"), data.get("entry_date") or data.get("date")
    kop = _whole(amount.amount) if amount is not None else None
    currency = read_currency(statement.currency)
    if kop is None or not isinstance(day, date) or not EARLIEST <= day.year <= LATEST or not currency:
        return None
    reference = data.get("customer_reference") or ""
    return BankRow(
        line=line,
        day=date(day.year, day.month, day.day),
        amount_kop=abs(kop),
        currency=currency,
        incoming=kop > 0,
        document_number="" if reference.upper() == "NONREF" else _tidy(reference),
        bank_id=_tidy(data.get("bank_reference") or ""),
    )


def _with_details(row: BankRow, data: dict[str, Any], own: str) -> BankRow:
    """The other side and the purpose."""
    if "applicant_name" in data:
        text = data.get("purpose") or ""
        name, iban = data.get("applicant_name") or "", data.get("applicant_iban") or ""
        code = ""
    else:
        raw = data.get("transaction_details") or data.get("extra_details") or ""
        words = _slashed(raw.replace("\n", ""))
        text = words.get("REMI") or words.get("RFB") or ("" if words else raw.replace("\n", " "))
        name, iban = words.get("NAME", ""), words.get("IBAN") or words.get("ACC", "")
        code = words.get("ID") or words.get("EDRPOU", "")
        if not iban:
            others = (read_iban(one) for one in _IBAN.findall(raw.replace("\n", "")))
            iban = next((one for one in others if one != own), "")
    named = _CODE.search(text)
    return replace(
        row,
        payer=_tidy(name),
        payer_code=read_party_code(code or (named[1] if named else "")),
        payer_iban=read_iban(iban),
        purpose=_tidy(text),
    )


def _slashed(text: str) -> dict[str, str]:
    """/NAME/…/IBAN/…/REMI/… by their words; empty for a plain text."""
    parts = _WORD.split(text)
    if parts[0].strip():
        return {}
    return {word: value.strip() for word, value in zip(parts[1::2], parts[2::2], strict=True)}


def _tidy(text: str) -> str:
    return " ".join(clean(text).split())
