"""`crm-tui services`: catalogue, prices, terms."""

import json
from collections.abc import Callable
from datetime import date

from crm_tui.domain.permissions import Actor
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


def said(crm: Crm, *words: str) -> list[dict[str, object]]:
    outcome = crm("services", *words, "--json")
    assert outcome.code == 0, outcome
    found: list[dict[str, object]] = json.loads(outcome.out)
    return found


def test_the_shipped_catalogue_comes_once_and_is_the_office_s_own(crm: Crm, me: Actor) -> None:
    crm("services", "define", "medoc-state", "Наша звітність", "--period", "3m")
    assert "51 " not in crm("services", "fill").out
    assert crm("services", "fill").out.startswith("0 ")
    rows = {row["code"]: row for row in said(crm, "catalogue")}
    assert (rows["medoc-state"]["name"], rows["medoc-state"]["period_months"]) == ("Наша звітність", 3)
    assert rows["bas-its-quarter"]["depth"] == 2
    assert rows["bas-its-quarter"]["parent_id"] == rows["bas-support"]["id"]

    crm(
        "services", "edit", "kep-head", "--reminder-days", "7,60", "--period", "730d", "--renewal", "from_end"
    )
    crm("services", "edit", "kep-seal", "--not-sold")
    (head,) = (row for row in said(crm, "catalogue", "керівника") if row["code"] == "kep-head")
    assert (head["reminder_days"], head["period_months"], head["period_days"]) == (60, 0, 730)
    assert head["later_reminders"] == [7]
    for wrong in ("скоро", "7,7", "400", ""):
        crm("services", "edit", "kep-head", "--reminder-days", wrong).refused()
    codes = {row["code"] for row in said(crm, "catalogue")}
    assert "kep-seal" not in codes
    assert "kep-seal" in {row["code"] for row in said(crm, "catalogue", "--all")}
    assert "below itself" in crm("services", "edit", "kep", "--under", "kep-head").refused()
    for wrong in ("12", "1y", "0x1m", "999m"):
        crm("services", "edit", "kep-head", "--period", wrong).refused()


def test_prices_by_date_and_kind(crm: Crm, me: Actor, made: Make) -> None:
    made.service("Звітність", code="REP")
    crm("services", "price-add", "REP", "2 400", "--from", "2026-01-01")
    made_one = crm(
        "services", "price-add", "REP", "1950,50", "--from", "2026-01-01", "--for", "budget_institution"
    )
    number = made_one.out.partition(":")[0]
    crm("services", "price-add", "REP", "-", "--from", "2099-01-01", "--vat", "vat_20", "--net")
    rows = said(crm, "prices", "REP")
    assert [(row["client_kind"], row.get("price"), row["now"]) for row in rows] == [
        (None, None, False),
        (None, "2400", True),
        ("budget_institution", "1950.5", True),
    ]
    assert "2 400,00" in crm("services", "catalogue").out.replace("\u00a0", " ")
    crm("services", "price-remove", number)
    assert len(said(crm, "prices", "REP")) == 2
    assert "is no sum" in crm("services", "price-add", "REP", "дорого", "--from", "2026-01-01").refused()


def test_a_term_is_extended_and_its_history_told(crm: Crm, me: Actor, made: Make) -> None:
    made.known("Ромашка", "+380501112233", tax_code="99000011")
    made.service("Звітність", code="REP")
    first = crm("services", "add", "99000011", "REP", "--from", "2026-01-31", "--json")
    row = json.loads(first.out)
    assert (row["valid_to"], row["anchor"], row["source"]) == ("2027-01-30", "2026-01-31", "typed")
    assert "extend it" in crm("services", "add", "99000011", "REP").refused()
    assert crm("services", "add", "99000011", "REP", "--one-more").code == 0
    number = str(row["id"])
    crm("services", "extend", number, "--on", "2026-12-01", "--source", "sale", "--note", "рахунок 5")
    crm("services", "extend", number, "--to", "2028-06-30")
    terms = said(crm, "history", number)
    assert [(one["valid_from"], one["valid_to"], one["source"]) for one in terms] == [
        ("2028-01-31", "2028-06-30", "typed"),
        ("2027-01-31", "2028-01-30", "sale"),
        ("2026-01-31", "2027-01-30", "typed"),
    ]
    assert date.fromisoformat(str(terms[0]["valid_to"])) > date.fromisoformat(str(terms[1]["valid_to"]))
    assert "already" in crm("services", "extend", number, "--to", "2027-01-01").refused()


def test_the_shipped_kinds_of_sets_come_once(crm: Crm, me: Actor) -> None:
    assert crm("kep", "fill").out.startswith("19 ")
    assert crm("kep", "fill").out.startswith("0 ")
