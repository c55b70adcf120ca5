"""`crm-tui payments check`: what a bank's file holds, before anything is posted."""

import json
from collections.abc import Callable
from pathlib import Path

from crm_tui.domain.permissions import Actor
from tests.cli.running import Outcome

Crm = Callable[..., Outcome]
DATA = Path(__file__).resolve().parents[1] / "data" / "bank"
OWN = """
title = "Каса"
[direction]
by = "incoming"
[columns]
day = "Коли"
amount = "Скільки"
"""


def test_a_file_is_told_by_currency_and_direction_to_the_kopiyka(crm: Crm, me: Actor) -> None:
    outcome = crm("payments", "check", str(DATA / "constructed_privat24_business.csv"), "--json")
    told = json.loads(outcome.out)
    assert (told["kind"], told["rows"], told["whole"], told["problems"]) == ("privat24", 10, True, [])
    assert told["totals"] == [
        {"currency": "UAH", "direction": "in", "rows": 9, "amount": "12546.50"},
        {"currency": "UAH", "direction": "out", "rows": 1, "amount": "120.00"},
    ]
    said = crm("payments", "check", str(DATA / "constructed_camt053.xml")).out
    assert "CAMT.053" in said
    assert "5 654,00" in said


def test_a_fault_is_told_by_its_line_and_changes_nothing(
    crm: Crm, me: Actor, home: Path, store_digest: Callable[[], str]
) -> None:
    before = store_digest()
    spoilt = home / "week.csv"
    whole = (DATA / "constructed_privat24_business.csv").read_bytes()
    spoilt.write_bytes(whole.replace(b"2850.00", b"2850.0o"))
    outcome = crm("payments", "check", str(spoilt))
    assert "line 3: Сума: no sum: «2850.0o»" in outcome.out
    assert outcome.refused().startswith("week.csv, line 3")
    assert store_digest() == before


def test_a_table_of_no_known_bank_is_read_by_the_offices_own_mapping(crm: Crm, me: Actor, home: Path) -> None:
    table = home / "cash.csv"
    table.write_text("Коли;Скільки\n03.11.2026;1 536,00\n", "utf-8")
    assert "make a mapping" in crm("payments", "check", str(table)).refused()
    elsewhere = home / "каса.toml"
    elsewhere.write_text(OWN, "utf-8")
    assert "1 536,00" in crm("payments", "check", str(table), "--by", str(elsewhere)).out
    folder = home / ".config" / "crm-tui" / "mappings"
    folder.mkdir(parents=True)
    (folder / "каса.toml").write_text(OWN, "utf-8")
    (folder / "зайва.toml").write_text("title = ", "utf-8")
    outcome = crm("payments", "check", str(table))
    assert "Каса, 1 row" in outcome.out
    assert "mapping зайва: " in outcome.err
    assert "no mapping x; there are каса, " in crm("payments", "check", str(table), "--by", "x").err


def test_a_mapping_is_made_kept_and_taken_away(crm: Crm, me: Actor, home: Path) -> None:
    table = home / "cash.csv"
    table.write_text("Коли;Скільки;Інше\n03.11.2026;1 536,00;x\n04.11.2026;-10,00;y\n", "utf-8")
    shown = crm("payments", "mapping", str(table))
    assert "amount (Sum)" in shown.out
    assert "It can be read so" in shown.out
    assert "say which column is the sum" in crm("payments", "mapping", str(table), "--set", "amount=").out
    kept = crm("payments", "mapping", str(table), "--keep", "каса", "--title", "Каса", "--set", "payer=#3")
    assert "went out" in kept.out
    told = json.loads(crm("payments", "check", str(table), "--json").out)
    assert (told["kind"], [one["amount"] for one in told["totals"]]) == ("каса", ["1536.00", "10.00"])
    again = crm("payments", "mapping", str(table), "--keep", "каса")
    assert "is there already" in again.refused()
    assert crm("payments", "mapping", str(table), "--keep", "каса", "--replace").code == 0
    out = home / "x.toml"
    assert crm("payments", "mapping", str(table), "--out", str(out), "--fixed", "currency=USD").code == 0
    usd = crm("payments", "check", str(table), "--by", str(out), "--json").out
    assert {one["currency"] for one in json.loads(usd)["totals"]} == {"USD"}
    assert "каса" in crm("payments", "mappings").out
    assert crm("payments", "mappings", "--remove", "каса").code == 0
    assert "no own mapping каса" in crm("payments", "mappings", "--remove", "каса").refused()
    assert "no field x" in crm("payments", "mapping", str(table), "--set", "x=#1").refused()
    assert "x: one of" in crm("payments", "mapping", str(table), "--direction", "x").refused()
