"""`crm-tui payments import` and what follows: the morning of an accountant by commands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.domain.permissions import Actor
from crm_tui.store.engine import Store
from tests.cli.running import Outcome
from tests.conftest import Clock
from tests.factories import Make

Crm = Callable[..., Outcome]
PRIVAT = Path(__file__).resolve().parents[1] / "data" / "bank" / "constructed_privat24_business.csv"
REGISTER = "edrpou;name;sum;used_sum;date;credited_date;purpose;cert_until\r\n"


@pytest.fixture
def register(home: Path, me: Actor, empty_store: Store, clock: Clock) -> Path:
    """Our firm, a client with an open invoice of 1,000.00; a register with his payment and a strange one."""
    make = Make(empty_store, clock)
    firm = make.own_entity(tax_code="99000011")
    make.paper(make.client("Ромашка", tax_code="99001004"), own_entity_id=firm.id)
    file = home / "реєстр.csv"
    day = clock().strftime("%d.%m.%Y")
    lines = f"99001004;Ромашка;1 000,00;0,00;{day};;за КЕП;\r\n;Хтось;5,00;0,00;{day};;оплата;\r\n"
    file.write_bytes((REGISTER + lines).encode("cp1251"))
    return file


def test_a_morning(crm: Crm, register: Path, store_digest: Callable[[], str]) -> None:
    before = store_digest()
    look = json.loads(crm("payments", "import", str(register), "--dry-run", "--json").out)
    assert look["totals"] == [{"currency": "UAH", "direction": "in", "rows": 2, "amount": "1005.00"}]
    assert (look["imported"]["added"], look["posted"], store_digest()) == (2, None, before)
    out = crm("payments", "import", str(register)).out
    assert "2 payments over 1\xa0005,00; new 2" in out
    assert "posted 1 over 1\xa0000,00; 1 wait" in out
    (row,) = json.loads(crm("payments", "waiting", "хтос", "--json").out)
    assert (row["free"], row["guess"]) == ("5", None)
    number = str(row["id"])
    crm("payments", "return", number, "--note", "не наш")
    balance = json.loads(crm("payments", "balance", "--json").out)
    assert [balance[key] for key in ("came", "posted", "waiting", "advance", "returned")] == [
        *("1005", "1000", "0", "0", "5"),
    ]
    (decision,) = json.loads(crm("payments", "decisions", number, "--json").out)
    crm("payments", "undo", str(decision["id"]), "--reason", "ще не пішло")
    assert json.loads(crm("payments", "waiting", "--json").out)[0]["free"] == "5"
    (book,) = json.loads(crm("payments", "imports", "--json").out)
    assert (
        "2 payments taken back" in crm("payments", "undo-import", str(book["id"]), "--reason", "не той").out
    )


def test_a_payment_is_posted_as_proposed_or_split_by_hand(crm: Crm, register: Path) -> None:
    crm("payments", "import", str(register), "--no-post")
    rows = json.loads(crm("payments", "waiting", "--json").out)
    known = next(str(row["id"]) for row in rows if row["payer_code"])
    assert "code 40" in crm("payments", "propose", known).out
    assert "no proposal 7" in crm("payments", "confirm", known, "--proposal", "7").refused()
    assert "--proposal N" in crm("payments", "confirm", known).refused()
    crm("payments", "confirm", known, "--on", "1=300")
    crm("payments", "confirm", known, "--proposal", "1")
    card = json.loads(crm("payments", "show", known, "--json").out)
    assert [one["amount"] for one in card["allocations"]] == ["300", "700"]
    strange = next(str(row["id"]) for row in rows if not row["payer_code"])
    crm("payments", "take", strange, "--client", "99001004", "--advance")
    assert json.loads(crm("payments", "waiting", "--json").out) == []


def test_a_rule_is_tried_before_it_counts(crm: Crm, register: Path, home: Path) -> None:
    crm("payments", "import", str(register))
    text = crm("payments", "rule", "show").out
    strict = home / "strict.toml"
    strict.write_text(text.replace("threshold = 90", "threshold = 200"), "utf-8")
    assert "give the changed one another name" in crm("payments", "rule", "use", str(strict)).refused()
    strict.write_text(strict.read_text("utf-8").replace('"2026.11"', '"строге"'), "utf-8")
    tried = json.loads(crm("payments", "rule", "try", str(strict), "--json").out)
    assert (tried["decided"], tried["by_itself_before"], tried["by_itself"], tried["wrong"]) == (1, 1, 0, 0)
    assert "строге counts from now on" in crm("payments", "rule", "use", str(strict)).out
    strict.write_text("threshold = [", "utf-8")
    assert crm("payments", "rule", "try", str(strict)).refused().startswith("strict.toml: ")


def test_a_file_of_a_strange_account_changes_nothing(
    crm: Crm, register: Path, store_digest: Callable[[], str], clock: Clock
) -> None:
    clock.now = clock().replace(year=2027)
    with_other = register.with_name("week.csv")
    with_other.write_bytes(PRIVAT.read_bytes().replace(b"99000011", b"99000027"))
    before = store_digest()
    assert "of none of our firms" in crm("payments", "import", str(with_other)).refused()
    assert store_digest() == before
