"""`crm-tui report`: tables and files of the same figures."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_tui.domain.permissions import Actor
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
        (("--by", "colour"), "--by is one of: manager, service, kind, day, week, month, quarter"),
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
