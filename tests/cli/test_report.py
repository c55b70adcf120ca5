"""`crm-tui report`: tables and files of the same figures."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_tui.domain.permissions import Actor
from crm_tui.store.tables import Allocation
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


@pytest.fixture
def _talks(made: Make, me: Actor) -> None:
    client, service = made.client("Ромашка"), made.service("=M.E.Doc", code="MEDOC")
    for day in (2, 3, 31):
        at = datetime(2026, 3, day, 8, tzinfo=UTC)
        made.talk(client, author=me, started_at=at, talk_ms=3_725_000, service_id=service.id)


@pytest.mark.usefixtures("_talks")
def test_activity_as_table_csv_and_json(crm: Crm, home: Path) -> None:
    month = ("report", "activity", "--period", "2026-03")
    table = crm(*month).out.splitlines()
    assert table[0] == "Activity · 01.03.2026–31.03.2026 · Talks by: Manager"
    assert table[3].split() == ["Оксана", "Бондар", "3", "3:06:15", "1:02:05", "100.0%"]
    assert table[-1].split() == ["Total", "3", "3:06:15", "1:02:05", "100.0%"]
    by_service = (*month, "--by", "service", "--across", "week", "--measure", "time", "--manager", "boss")
    printed = crm(*by_service, "--format", "csv").out.replace("\r\n", "\n").splitlines()
    weeks = (
        "02–08.03.2026",
        "09–15.03.2026",
        "16–22.03.2026",
        "23–29.03.2026",
    )
    assert printed == [
        ";".join(("Service", "01.03.2026", *weeks, "30–31.03.2026", "Total")),
        "'=M.E.Doc;0:00:00;2:04:10;0:00:00;0:00:00;0:00:00;1:02:05;3:06:15",
        "Total;0:00:00;2:04:10;0:00:00;0:00:00;0:00:00;1:02:05;3:06:15",
    ]
    assert crm(*by_service, "-o", str(home / "out.CSV")).out == f"{home / 'out.CSV'}: written\n"
    assert (home / "out.CSV").read_text("utf-8-sig").splitlines() == printed
    told = json.loads(crm(*month, "--by", "day", "--format", "json").out)
    assert (told["report"], told["from"], told["to"]) == ("activity", "2026-03-01", "2026-03-31")
    assert told["total"] == {
        "day": "Total", "talks": 3, "talk_ms": 11_175_000, "average_ms": 3_725_000, "share": 1.0,
    }  # fmt: skip
    assert [line["talks"] for line in told["lines"]][:4] == [0, 1, 1, 0]


@pytest.mark.usefixtures("_talks")
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--period", "колись"), "колись is not a period; write 2026-03, or 1.03-15.03"),
        (
            ("--period", "2026", "--to", "2026-03-01"),
            "--period and --from, --to say the same: give one of them",
        ),
        (
            ("--from", "2026-03-02", "--to", "2026-03-01"),
            "The period ends before it begins: 02.03.2026–01.03.2026",
        ),
        (("--by", "colour"), "--by is one of: manager, client, service, kind, day, week, month, quarter"),
        (("--by", "client"), "Talks are not laid out by clients"),
        (("--across", "manager"), "Lines and columns are the same: Manager"),
        (("-o", "out.doc"), "out.doc: the name must end with one of: csv, json, pdf, svg, xlsx"),
        (
            ("--format", "csv", "-o", "/nowhere/out.csv"),
            "/nowhere/out.csv: cannot be written: No such file or directory",
        ),
        (("--filter", "manager=nobody"), "manager: there is no nobody"),
    ],
)
def test_what_cannot_be_reported_is_told_in_one_line(crm: Crm, words: tuple[str, ...], line: str) -> None:
    assert crm("report", "activity", *words).refused() == line


def test_sales_with_every_payment_behind_them(crm: Crm, made: Make, me: Actor, home: Path) -> None:
    client = made.client("Ромашка")
    firm = made.own_entity()
    invoice = made.paper(client, author_id=me.id, own_entity_id=firm.id, number_text="РП-7")
    payment = made.payment(
        client, own_entity_id=firm.id, day=date(2026, 3, 2), payer="=ТОВ", document_number="45"
    )
    made.save(Allocation(payment_id=payment.id or 0, paper_id=invoice.id or 0, amount_kop=100_000))
    march = ("report", "sales", "--manager", "boss", "--month", "2026-03")
    total = crm(*march).out.splitlines()[-1].replace("1 000,00", "1000,00")
    assert total.split() == ["Total", "1", "1000,00", "1000,00", "100.0%"]
    (line, total) = crm(*march, "--explain").out.splitlines()[3:]
    assert line.split()[:4] == ["02.03.2026", "Оксана", "Бондар", "Ромашка"]
    assert "РП-7" in line
    assert "№45: 1 000,00 =ТОВ" in line
    assert "1 000,00" in total
    told = json.loads(crm(*march, "--explain", "--format", "json").out)
    assert (told["lines"][0]["paid"], told["total"]["net"]) == ("1000.00", "1000.00")
    assert crm("report", "sales", "--by", "kind").refused() == "Sales are not laid out by: Kind"


def test_churn_between_two_periods(crm: Crm, made: Make, me: Actor) -> None:
    made.client_service(made.client(), made.service("M.E.Doc"), valid_to=date(2026, 2, 28))
    asked = ("report", "churn", "--period", "2026-03", "--before", "2026-02")
    assert crm(*asked).out.splitlines()[-1].split() == ["M.E.Doc", "1", "1", "0", "0", "0", "100.0%"]
    assert "must end before" in crm(*asked[:-1], "2026-03").refused()


def test_claims_to_the_ca_as_table_and_file(crm: Crm, made: Make, home: Path) -> None:
    march = ("report", "claims", "--month", "2026-03")
    assert crm(*march).out.splitlines()[0].startswith("Claims to the CA: unknown payments · 01.03.2026")
    made.payment(own_entity_id=None, day=date(2026, 3, 2), payer="Хтось", payer_code="99001040")
    made.payment(day=date(2026, 3, 2), payer="На нашому рахунку")
    told = json.loads(crm(*march, "--format", "json").out)
    (line,) = told["lines"]
    assert (line["day"], line["free"], line["payer_code"]) == ("2026-03-02", "1000.00", "99001040")
    assert told["total"]["amount"] == "1000.00"
    crm(*march, "-o", str(home / "claims.pdf"))
    assert (home / "claims.pdf").read_bytes().startswith(b"%PDF")
    assert "nothing in it to draw" in crm(*march, "-o", str(home / "claims.svg")).refused()
