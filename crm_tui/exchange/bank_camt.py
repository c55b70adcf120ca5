"""CAMT.053, a statement in ISO 20022's XML, read as it comes: no entities, no depth, no long words.

A booked entry is a row; an entry of several payments with sums of their own is so many rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from crm_tui.domain.bank_cells import read_amount, read_currency, read_day, read_party_code
from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.domain.iban import read_iban
from crm_tui.domain.text import clean
from crm_tui.exchange.bank_file import DIFFERENT_BALANCE, DIFFERENT_COUNT, FileProblem
from crm_tui.i18n import _

DEEPEST = 40
LONGEST_TEXT = 4_000
LONGEST_TAG = 1 << 20
_BLOCK = 1 << 16
_BOOKED = {"", "BOOK"}
_SUMS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
_REFERENCES = ("Refs/EndToEndId", "Refs/InstrId", "Refs/PmtInfId")
_Texts = dict[str, list[str]]


@dataclass(slots=True)
class _Statement:
    """One statement of the file: whose account, its balances and what it says of its own entries."""

    line: int
    head: _Texts = field(default_factory=dict)
    balances: list[_Texts] = field(default_factory=list)
    credit_kop: int = 0
    debit_kop: int = 0
    entries: int = 0
    credits: int = 0
    faulty: bool = False

    def count(self, kop: int, *, incoming: bool) -> None:
        """One more entry."""
        self.entries += 1
        self.credits += incoming
        if incoming:
            self.credit_kop += kop
        else:
            self.debit_kop += kop


@dataclass(slots=True)
class _Entry:
    line: int
    texts: _Texts = field(default_factory=dict)
    payments: list[_Texts] = field(default_factory=list)


class _Walk:
    """What stands where while the file goes by. Texts are kept by their path below entry or payment."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.path: list[str] = []
        self.found: list[BankRow | FileProblem] = []
        self.letters: list[str] = []
        self.length = 0
        self.statement: _Statement | None = None
        self.entry: _Entry | None = None
        self.statements = 0
        self.bases: list[tuple[int, _Texts]] = []
        """Below which depth texts go into which table: statement, balance, entry, payment."""

    def begin(self, tag: str, attributes: dict[str, str], line: int) -> None:
        name = tag.rpartition(":")[2]
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise _refused(self.file_name, _("its tags stand too deep in one another"))
        self.letters, self.length = [], 0
        depth = len(self.path)
        if name == "Stmt" and self.statement is None:
            self.statements += 1
            self.statement = _Statement(line)
            self.bases.append((depth, self.statement.head))
        elif self.statement is None:
            return
        elif name == "Bal" and self.entry is None:
            self.statement.balances.append({})
            self.bases.append((depth, self.statement.balances[-1]))
        elif name == "Ntry" and self.entry is None:
            self.entry = _Entry(line)
            self.bases.append((depth, self.entry.texts))
        elif name == "TxDtls" and self.entry is not None:
            self.entry.payments.append({})
            self.bases.append((depth, self.entry.payments[-1]))
        if currency := attributes.get("Ccy"):
            self._keep("@Ccy", currency)

    def text(self, letters: str) -> None:
        self.length += len(letters)
        if self.length <= LONGEST_TEXT:
            self.letters.append(letters)

    def end(self) -> None:
        if self.length > LONGEST_TEXT:
            said = _("a text in it is longer than {most} letters")
            raise _refused(self.file_name, said.format(most=LONGEST_TEXT))
        if text := "".join(self.letters).strip():
            self._keep("", text)
        self.letters, self.length = [], 0
        name, depth = self.path.pop(), len(self.path) + 1
        if self.bases and self.bases[-1][0] == depth:
            self.bases.pop()
            if name == "Ntry" and self.entry and self.statement:
                self.found += _rows(self.entry, self.statement)
                self.entry = None
            elif name == "Stmt" and self.statement:
                self.found += _checked(self.statement)
                self.statement = None

    def _keep(self, what: str, text: str) -> None:
        if self.bases:
            depth, table = self.bases[-1]
            table.setdefault("/".join(self.path[depth:]) + what, []).append(text)


def read_camt(path: Path) -> Iterator[BankRow | FileProblem]:
    """The booked entries in their order. Refused: no statement, cut, entities, too deep or too long."""
    walk = _Walk(path.name)
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: walk.begin(tag, attributes, parser.CurrentLineNumber)
    parser.EndElementHandler = lambda _tag: walk.end()
    parser.CharacterDataHandler = walk.text
    parser.StartDoctypeDeclHandler = _forbidden(path.name)
    parser.EntityDeclHandler = _forbidden(path.name)
    given = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            given += len(block)
            _feed(parser, block, path.name, last=False)
            if given - max(0, parser.CurrentByteIndex) > LONGEST_TAG:
                raise _refused(path.name, _("a tag in it is too long"))
            yield from walk.found
            walk.found = []
    _feed(parser, b"", path.name, last=True)
    yield from walk.found
    if not walk.statements:
        raise _refused(path.name, _("there is no statement in it"))


def _feed(parser: XMLParserType, block: bytes, name: str, *, last: bool) -> None:
    try:
        parser.Parse(block, last)
    except ExpatError as error:
        said = _("{file}, line {line}: no whole XML: {why}; take the file anew")
        raise Refused(said.format(file=name, line=error.lineno, why=str(error).partition(":")[0])) from None
    except (UnicodeError, LookupError, ValueError) as error:
        raise _refused(name, clean(str(error))) from None


def _forbidden(name: str) -> Callable[..., None]:
    def refuse(*_parts: object) -> None:
        raise _refused(name, _("it declares entities, which no statement does"))

    return refuse


def _rows(entry: _Entry, statement: _Statement) -> list[BankRow | FileProblem]:
    texts = entry.texts
    status = _first(texts, "Sts/Cd", "Sts")
    if status.upper() not in _BOOKED:
        said = _("not booked yet ({status}): left out").format(status=clean(status)[:20])
        return [FileProblem(entry.line, said, stops=False)]
    mark = _first(texts, "CdtDbtInd").upper()
    whole = read_amount(_first(texts, "Amt"), ".")
    if mark not in {"CRDT", "DBIT"} or whole is None or whole < 0:
        statement.faulty = True
        what = _("CdtDbtInd is CRDT or DBIT") if whole is not None else _("no sum in Amt")
        return [FileProblem(entry.line, what)]
    incoming = mark == "CRDT"
    statement.count(whole, incoming=incoming)
    sums = [read_amount(_first(one, *_SUMS), ".") or 0 for one in entry.payments]
    if len(sums) > 1 and all(sums) and sum(sums) == whole:
        parts = list(zip(entry.payments, sums, strict=True))
    else:
        parts = [(entry.payments[0] if len(entry.payments) == 1 else {}, whole)]
    return [_row(entry, statement, payment, kop, incoming) for payment, kop in parts]


def _row(
    entry: _Entry, statement: _Statement, payment: _Texts, kop: int, incoming: bool
) -> BankRow | FileProblem:
    texts, head = entry.texts, statement.head
    day = read_day(_first(texts, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    currency = read_currency(_first(texts, "Amt@Ccy") or _first(head, "Acct/Ccy"))
    if day is None or not currency:
        statement.faulty = True
        return FileProblem(entry.line, _("no day in BookgDt") if day is None else _("no currency of the sum"))
    if kop == 0:
        return FileProblem(entry.line, _("a sum of 0 is left out"), stops=False)
    side = "Dbtr" if incoming else "Cdtr"
    party = [f"RltdPties/{side}/{one}" for one in ("Pty/", "")]
    account = f"RltdPties/{side}Acct/Id/"
    reference = _first(payment, *_REFERENCES) or _first(texts, "NtryRef")
    purpose = payment.get("RmtInf/Ustrd") or payment.get("AddtlTxInf") or texts.get("AddtlNtryInf") or []
    return BankRow(
        line=entry.line,
        day=day,
        amount_kop=kop,
        currency=currency,
        incoming=incoming,
        own_iban=read_iban(_first(head, "Acct/Id/IBAN", "Acct/Id/Othr/Id")),
        own_code=read_party_code(_first(head, *_codes("Acct/Ownr/"))),
        payer=_tidy(_first(payment, *(f"{one}Nm" for one in party))),
        payer_code=read_party_code(_first(payment, *(code for one in party for code in _codes(one)))),
        payer_iban=read_iban(_first(payment, f"{account}IBAN", f"{account}Othr/Id")),
        document_number="" if reference.upper() == "NOTPROVIDED" else _tidy(reference),
        purpose=_tidy(" ".join(purpose)),
        bank_id=_tidy(_first(payment, "Refs/AcctSvcrRef") or _first(texts, "AcctSvcrRef")),
    )


def _codes(party: str) -> tuple[str, ...]:
    return f"{party}Id/OrgId/Othr/Id", f"{party}Id/PrvtId/Othr/Id"


def _checked(statement: _Statement) -> Iterator[FileProblem]:
    """Whether the entries are those that the statement itself counts, and lead from balance to balance."""
    if statement.faulty:
        return
    head = statement.head
    kop, came = statement.credit_kop + statement.debit_kop, statement.credits
    for path, count, total in (
        ("TtlNtries", statement.entries, kop),
        ("TtlCdtNtries", came, statement.credit_kop),
        ("TtlDbtNtries", statement.entries - came, statement.debit_kop),
    ):
        number = _first(head, f"TxsSummry/{path}/NbOfNtries")
        told = read_amount(_first(head, f"TxsSummry/{path}/Sum"), ".")
        if (number.isdigit() and int(number[:9]) != count) or (told is not None and told != total):
            yield FileProblem(statement.line, _(DIFFERENT_COUNT))
            return
    balances = {_first(one, "Tp/CdOrPrtry/Cd"): _signed(one) for one in statement.balances}
    opening, closing = balances.get("OPBD"), balances.get("CLBD")
    if opening is not None and closing is not None:
        moved = statement.credit_kop - statement.debit_kop
        if opening + moved != closing:
            yield FileProblem(statement.line, _(DIFFERENT_BALANCE))


def _signed(balance: _Texts) -> int | None:
    kop = read_amount(_first(balance, "Amt"), ".")
    return -kop if kop is not None and _first(balance, "CdtDbtInd").upper() == "DBIT" else kop


def _first(texts: _Texts, *paths: str) -> str:
    return next((texts[path][0] for path in paths if path in texts), "")


def _tidy(text: str) -> str:
    return " ".join(clean(text).split())


def _refused(name: str, why: str) -> Refused:
    return Refused(_("{file}: cannot be read: {why}").format(file=name, why=why))
