"""Files of banks as banks write them, from rows: what a reader gives back must be the rows again.

Each writer says in `KEPT` which fields its format has room for.
"""

import csv
import io
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from html import escape
from xml.sax.saxutils import escape as xml

import xlsxwriter
from hypothesis import strategies as st

from crm_tui.domain.bank_row import BankRow

OWN_IBAN, OWN_CODE = "UA223052990000026001099000011", "99000011"
_LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБІЇЄҐiоaexpyc0123456789" + " .,;\"'«»№()=-"
_TEXTS = st.text(_LETTERS, max_size=120).map(lambda text: " ".join(text.split()))
_CODES = st.sampled_from(["", "99001004", "99001016", "3121212343", "99001053", "КВ123456"])
_IBANS = st.sampled_from(["UA413052990000026007000000101", "UA103220010000026008000000707"])


def _usable(text: str) -> bool:
    """A cell that begins as a spreadsheet's apostrophe does, or holds a word for nothing, is another."""
    return text not in {"-", "—"} and not text.startswith(("'", "="))


TEXTS = _TEXTS.filter(_usable)
ROWS = st.lists(
    st.builds(
        BankRow,
        line=st.just(0),
        day=st.dates(date(2000, 1, 1), date(2098, 12, 31)),
        amount_kop=st.integers(1, 10**11),
        currency=st.sampled_from(["UAH", "UAH", "USD", "EUR"]),
        incoming=st.booleans(),
        own_iban=st.just(OWN_IBAN),
        own_code=st.just(OWN_CODE),
        payer=TEXTS.map(lambda text: text[:38].strip()).filter(_usable),
        payer_code=_CODES,
        payer_iban=_IBANS,
        document_number=st.text("0123456789PAB", min_size=1, max_size=10),
        purpose=TEXTS,
    ),
    min_size=1,
    max_size=12,
)


def money(kop: int, sign: str = ".") -> str:
    return f"{kop // 100}{sign}{kop % 100:02}"


def signed(row: BankRow, sign: str = ".") -> str:
    return ("" if row.incoming else "-") + money(row.amount_kop, sign)


def dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}" if day.year > 999 else ""


def _csv(
    heading: Sequence[str], rows: Iterable[Sequence[str]], *, encoding: str, delimiter: str = ";"
) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


PRIVAT24 = [
    "ЄДРПОУ",
    "МФО",
    "Рахунок",
    "Валюта",
    "Номер документу",
    "Дата операції",
    "МФО банку",
    "Назва банку",
    "Рахунок кореспондента",
    "ЄДРПОУ кореспондента",
    "Кореспондент",
    "Сума",
    "Призначення платежу",
    "",
]


def _privat24(row: BankRow) -> list[str]:
    day = f"{dotted(row.day)} 09:14:22"
    ours = [row.own_code, "305299", row.own_iban, row.currency, row.document_number, day]
    theirs = ["305299", "БАНК", row.payer_iban, row.payer_code or "0000000000", row.payer]
    return [*ours, *theirs, signed(row), row.purpose, ""]


def privat24_csv(rows: Sequence[BankRow]) -> bytes:
    return _csv(PRIVAT24, map(_privat24, rows), encoding="cp1251")


def privat24_xlsx(rows: Sequence[BankRow]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Виписка за період")
        sheet.write_row(2, 0, PRIVAT24)
        day_form = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(rows, start=3):
            for place, text in enumerate(_privat24(row)):
                sheet.write_string(number, place, text)
            sheet.write_datetime(number, 5, row.day, day_form)  # type: ignore[arg-type]
            sheet.write_number(number, 11, (1 if row.incoming else -1) * row.amount_kop / 100)
    return file.getvalue()


IBANK2 = [
    "ЄДРПОУ",
    "Код ID НБУ",
    "Рахунок",
    "Валюта",
    "Дата операцiї",
    "Код операції",
    "МФО банка",
    "Назва банка",
    "Рахунок кореспондента",
    "ЄДРПОУ кореспондента",
    "Кореспондент",
    "Документ",
    "Дата документа",
    "Дебет",
    "Кредит",
    "Призначення платежу",
    "Гривневе покриття",
]


def ibank2_csv(rows: Sequence[BankRow]) -> bytes:
    def cells(row: BankRow) -> list[str]:
        day = f"{dotted(row.day)} 09:08:00"
        sums = ["", money(row.amount_kop)] if row.incoming else [money(row.amount_kop), ""]
        ours = [row.own_code, "320984", row.own_iban, row.currency, day, "T_A"]
        theirs = ["320984", "БАНК", row.payer_iban, row.payer_code, row.payer, row.document_number, day]
        return [*ours, *theirs, *sums, row.purpose, "1.00"]

    return _csv(IBANK2, map(cells, rows), encoding="cp1251")


ALFA = [
    "Наш рахунок",
    "Наш IBAN",
    "Операція",
    "Рахунок",
    "IBAN",
    "МФО банку контрагента",
    "Найменування контрагента",
    "Код контрагента",
    "Призначення платежу",
    "Дата проведення",
    "Номер документа",
    "Сума",
    "Валюта",
    "Час проведення",
    "Дата документа",
    "Дата архівування",
    "Ід.код",
    "Найменування",
    "МФО",
]


def alfa_csv(rows: Sequence[BankRow]) -> bytes:
    def cells(row: BankRow) -> list[str]:
        day, word = dotted(row.day), "Кредит" if row.incoming else "Дебет"
        theirs = [row.payer_iban[-14:], row.payer_iban, "300346", row.payer, row.payer_code, row.purpose]
        rest = [day, row.document_number, money(row.amount_kop, ","), row.currency, "14:00:14", day, day]
        return ["26001", row.own_iban, word, *theirs, *rest, row.own_code, "МИ", "300346"]

    return _csv(ALFA, map(cells, rows), encoding="cp1251")


MONO = [
    "Дата i час операції",
    "Деталі операції",
    "MCC",
    "Сума в валюті картки (UAH)",
    "Сума в валюті операції",
    "Валюта",
    "Курс",
    "Сума комісій (UAH)",
    "Сума кешбеку (UAH)",
    "Залишок після операції",
]


def monobank_csv(rows: Sequence[BankRow]) -> bytes:
    def cells(row: BankRow) -> list[str]:
        return [f"{dotted(row.day)} 05:27:35", row.purpose, "4829", signed(row), "-10.4", "EUR", *"——9", "1"]

    return _csv(MONO, map(cells, rows), encoding="utf-8", delimiter=",")


REGISTER = [
    "ЄДРПОУ",
    "Платник",
    "Сума",
    "Використано",
    "Дата оплати",
    "Дата зарахування",
    "Призначення",
    "Сертифікат до",
]


def _register(row: BankRow) -> list[str]:
    used = money(row.used_kop or 0, ",") if row.used_kop is not None else ""
    until = dotted(row.cert_until) if row.cert_until else ""
    grouped = f"{row.amount_kop // 100:,}".replace(",", "\u00a0") + f",{row.amount_kop % 100:02}"
    days = [dotted(row.day), dotted(row.credited_on or row.day)]
    return [row.payer_code, row.payer, grouped, used, *days, row.purpose, until]


def register_csv(rows: Sequence[BankRow]) -> bytes:
    return _csv(REGISTER, map(_register, rows), encoding="cp1251")


def register_html(rows: Sequence[BankRow]) -> bytes:
    cells = "".join(f"<th>{one}</th>" for one in REGISTER)
    lines = [f"<TR><TD>{'</TD><TD>'.join(map(escape, _register(row)))}</TD></TR>" for row in rows]
    menu = "<table><tr><td>Вихід</td><td><a href='?x=1'>Платежі</a></td></tr></table>"
    footer = f"<tr><td colspan=8>К-СТЬ ЗАПИСІВ: <b>{len(rows)}</b></td></tr>"
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head>'
    table = f"<table border=1><tr>{cells}</tr>\n" + "\n".join(lines) + f"\n{footer}</table>"
    return f"{head}<body>{menu}{table}</body></html>".encode("cp1251")


Field = tuple[str, str, int, Callable[[BankRow], str]]


def dbf(
    names: Sequence[Field], rows: Sequence[BankRow], *, language: int = 0xC9, encoding: str = "cp1251"
) -> bytes:
    """A dBase III file; a text of more than 255 letters as Clipper writes it."""
    record = 1 + sum(length for _name, _kind, length, _of in names)
    begin = 32 + 32 * len(names) + 1
    head = struct.pack("<BBBBIHH16xBBxx", 3, 126, 11, 10, len(rows), begin, record, 0, language)
    for name, kind, length, _of in names:
        places = 2 if kind == "N" and length > 4 else length >> 8
        head += struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), length & 255, places)
    body = bytearray()
    for row in rows:
        body += b" "
        for _name, kind, length, of in names:
            raw = of(row).encode(encoding)
            body += raw.rjust(length) if kind == "N" else raw.ljust(length)
    return head + b"\r" + body + b"\x1a"


def _sides(name: str) -> tuple[Callable[[BankRow], str], Callable[[BankRow], str]]:
    """The same of the debit and of the credit side."""
    own = {"iban": "own_iban", "code": "own_code", "name": ""}[name]
    other = {"iban": "payer_iban", "code": "payer_code", "name": "payer"}[name]

    def of(row: BankRow, ours: bool) -> str:
        return (getattr(row, own) if own else "МИ") if ours else getattr(row, other)

    return lambda row: of(row, not row.incoming), lambda row: of(row, row.incoming)


_IBAN_OF, _CODE_OF, _NAME_OF = map(_sides, ("iban", "code", "name"))
_CURRENCY = {"UAH": "980", "USD": "840", "EUR": "978"}


def _common(day: str, number: str, mark: tuple[str, str, str], amount: str) -> list[Field]:
    name, debit, credit = mark
    return [
        (day, "D", 8, lambda row: f"{row.day:%Y%m%d}"),
        (number, "C", 10, lambda row: row.document_number),
        (name, "N", 1, lambda row: credit if row.incoming else debit),
        (amount, "N", 15, lambda row: money(row.amount_kop)),
    ]


def dbf_otp(rows: Sequence[BankRow]) -> bytes:
    names: list[Field] = [
        *_common("DAT", "N_DOC", ("OPERAT", "1", "2"), "SUM"),
        ("RR_DB", "C", 29, _IBAN_OF[0]),
        ("OKPO_DB", "C", 10, _CODE_OF[0]),
        ("NAIM_D", "C", 38, _NAME_OF[0]),
        ("RR_K", "C", 29, _IBAN_OF[1]),
        ("OKPO_CR", "C", 10, _CODE_OF[1]),
        ("NAIM_K", "C", 38, _NAME_OF[1]),
        ("PRIZN", "C", 420, lambda row: row.purpose),
        ("KOD_VAL", "C", 3, lambda row: _CURRENCY[row.currency]),
    ]
    return dbf(names, rows)


def dbf_privat(rows: Sequence[BankRow]) -> bytes:
    names: list[Field] = [
        *_common("DATE_DOC", "N_DOC", ("DOC_DT_KT", "0", "1"), "SUM_DOC"),
        ("ACCOUNT_A", "C", 29, _IBAN_OF[0]),
        ("OKPO1_A", "C", 14, _CODE_OF[0]),
        ("NAME_A", "C", 38, _NAME_OF[0]),
        ("ACCOUNT_B", "C", 29, _IBAN_OF[1]),
        ("OKPO2_B", "C", 14, _CODE_OF[1]),
        ("NAME_B", "C", 38, _NAME_OF[1]),
        ("N_P", "C", 160, lambda row: row.purpose),
        ("VAL", "C", 3, lambda row: row.currency),
    ]
    return dbf(names, [_of_dos(row) for row in rows], language=0x26, encoding="cp866")


def _of_dos(row: BankRow) -> BankRow:
    return replace(row, payer=dos(row.payer), purpose=dos(row.purpose), payer_code=dos(row.payer_code))


def dos(text: str) -> str:
    """What cp866 can hold of a text: і and ґ stand there as their neighbours."""
    table = str.maketrans("іІґҐ«»", 'iIгГ""')
    return text.translate(table)


def dbf_kl(rows: Sequence[BankRow], encoding: str = "cp1251") -> bytes:
    names: list[Field] = [
        *_common("DATA", "ND", ("DK", "1", "2"), "S"),
        ("KL_CHK", "C", 29, lambda row: row.own_iban),
        ("KL_OKP", "C", 14, lambda row: row.own_code),
        ("KL_CHK_K", "C", 29, lambda row: row.payer_iban),
        ("KL_OKP_K", "C", 14, lambda row: row.payer_code or "0000000000"),
        ("KL_NM_K", "C", 38, lambda row: row.payer),
        ("N_P", "C", 160, lambda row: row.purpose),
        ("CUR_ID", "N", 3, lambda row: _CURRENCY[row.currency]),
    ]
    return dbf(names, rows, language=0, encoding=encoding)


def dbf_vostok(rows: Sequence[BankRow]) -> bytes:
    names: list[Field] = [
        *_common("DATE", "DOC_NO", ("FL_DK", "1", "0"), "SUM"),
        ("ACC_A", "C", 29, lambda row: row.own_iban),
        ("ACC_B", "C", 29, lambda row: row.payer_iban),
        ("R_NAME", "C", 38, lambda row: row.payer),
        ("CHAR_R_ZIP", "C", 14, lambda row: row.payer_code),
        ("COMMENT", "C", 160, lambda row: row.purpose),
        ("CURRENCY", "C", 3, lambda row: row.currency),
    ]
    return dbf(names, rows)


def camt053(rows: Sequence[BankRow]) -> bytes:
    def entry(row: BankRow) -> str:
        side, mark = ("Dbtr", "CRDT") if row.incoming else ("Cdtr", "DBIT")
        code = f"<Id><OrgId><Othr><Id>{row.payer_code}</Id></Othr></OrgId></Id>" if row.payer_code else ""
        party = f"<{side}><Pty><Nm>{xml(row.payer)}</Nm>{code}</Pty></{side}>"
        party += f"<{side}Acct><Id><IBAN>{row.payer_iban}</IBAN></Id></{side}Acct>"
        return (
            f'<Ntry><Amt Ccy="{row.currency}">{money(row.amount_kop)}</Amt><CdtDbtInd>{mark}</CdtDbtInd>'
            f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{row.day}</Dt></BookgDt><NtryDtls><TxDtls><Refs>"
            f"<EndToEndId>{row.document_number}</EndToEndId></Refs><RltdPties>{party}</RltdPties>"
            f"<RmtInf><Ustrd>{xml(row.purpose)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )

    total = sum(row.amount_kop for row in rows)
    moved = sum(row.amount_kop if row.incoming else -row.amount_kop for row in rows)
    owner = f"<Ownr><Id><OrgId><Othr><Id>{OWN_CODE}</Id></Othr></OrgId></Id></Ownr>"
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr/><Stmt>'
        f"<Acct><Id><IBAN>{OWN_IBAN}</IBAN></Id>{owner}</Acct>{_balance('OPBD', 0)}{_balance('CLBD', moved)}"
        f"<TxsSummry><TtlNtries><NbOfNtries>{len(rows)}</NbOfNtries><Sum>{money(total)}</Sum></TtlNtries>"
        "</TxsSummry>" + "\n".join(map(entry, rows))
    )
    return f"{text}</Stmt></BkToCstmrStmt></Document>".encode()


def _balance(kind: str, kop: int) -> str:
    mark = "CRDT" if kop >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='UAH'>{money(abs(kop))}</Amt>"
        f"<CdtDbtInd>{mark}</CdtDbtInd></Bal>"
    )


def mt940(rows: Sequence[BankRow]) -> bytes:
    """The purpose in ?20-fields."""

    def details(row: BankRow) -> str:
        pieces = [row.purpose[at : at + 27] for at in range(0, len(row.purpose), 27)]
        purpose = "".join(f"?{20 + place}{piece}" for place, piece in enumerate(pieces))
        return f"020?00Payment{purpose}?31{row.payer_iban}?32{row.payer}"

    return _mt940(rows, details)


def mt940_words(rows: Sequence[BankRow]) -> bytes:
    """The purpose after /REMI/."""

    def details(row: BankRow) -> str:
        return f"/NAME/{row.payer}/IBAN/{row.payer_iban}/ID/{row.payer_code or '00000000'}/REMI/{row.purpose}"

    return _mt940(rows, details)


def _mt940(rows: Sequence[BankRow], details: Callable[[BankRow], str]) -> bytes:
    moved = sum(row.amount_kop if row.incoming else -row.amount_kop for row in rows)
    mark = "C" if moved >= 0 else "D"
    lines = ["{1:F01BANKUA2XXXXX}{4:", ":20:STMT", f":25:{OWN_IBAN}", ":28C:1/1", ":60F:C260101UAH0,00"]
    for row in rows:
        entry = f"{row.day:%y%m%d%m%d}{'C' if row.incoming else 'D'}{money(row.amount_kop, ',')}"
        lines += [f":61:{entry}NTRF{row.document_number}//B{row.document_number}", f":86:{details(row)}"]
    lines += [f":62F:{mark}260131UAH{money(abs(moved), ',')}", "-}"]
    return "\r\n".join(lines).encode()


_OF_CA = {"credited_on", "used_kop", "cert_until"}
_ALL = {field.name for field in fields(BankRow)} - {"line", "bank_id", *_OF_CA}
_REGISTER_KEPT = {"day", "amount_kop", "payer", "payer_code", "purpose", *_OF_CA}
_MT940_KEPT = _ALL - {"currency", "own_code"} | {"bank_id"}
WRITERS: dict[str, tuple[str, Callable[[Sequence[BankRow]], bytes], set[str]]] = {
    "privat24.csv": ("privat24", privat24_csv, _ALL),
    "privat24.xlsx": ("privat24", privat24_xlsx, _ALL),
    "ibank2.csv": ("ibank2", ibank2_csv, _ALL),
    "alfa.csv": ("alfa", alfa_csv, _ALL),
    "monobank.csv": ("monobank", monobank_csv, {"day", "amount_kop", "incoming", "purpose"}),
    "register.csv": ("ca_register", register_csv, _REGISTER_KEPT),
    "register.html": ("ca_register", register_html, _REGISTER_KEPT),
    "otp.dbf": ("dbf_otp", dbf_otp, _ALL),
    "privat.dbf": ("dbf_privat", dbf_privat, _ALL - {"payer", "purpose", "payer_code"}),
    "kl.dbf": ("dbf_kl", dbf_kl, _ALL),
    "vostok.dbf": ("dbf_vostok", dbf_vostok, _ALL - {"own_code"}),
    "camt053.xml": ("camt053", camt053, _ALL),
    "fields.mt940": ("mt940", mt940, _MT940_KEPT - {"payer_code"}),
    "words.mt940": ("mt940", mt940_words, _MT940_KEPT),
}
"""File name -> (how it is recognised, its writer, the fields it holds)."""
