"""Papers, payments and own firms by command: from a firm's requisites to a paid invoice."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_tui.domain.permissions import Actor
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]
IBAN = "UA213223130000026007233566001"


@pytest.fixture
def office(made: Make, me: Actor, crm: Crm) -> None:
    made.known("Ромашка", "+380501112233", tax_code="99001004", email="buh@romashka.example")
    done = crm("firms", "add", "ТОВ «Облік»", "99000011", "--set", f"iban={IBAN}", "--set", "place=Київ")
    assert done.code == 0, done
    made.service("Супровід", code="SUP")


def said(outcome: Outcome) -> Any:
    assert outcome.code == 0, outcome
    return json.loads(outcome.out)


@pytest.mark.usefixtures("office")
def test_from_an_offer_to_a_paid_invoice_and_an_act(crm: Crm, home: Path) -> None:
    offer = said(crm("doc", "offer", "--client", "99001004", "--line", "Виїзд*2=400,50", "--issue", "--json"))
    assert (offer["row"]["number"], offer["row"]["total"]) == ("1", "801")
    file = home / "rahunok.pdf"
    invoice = said(crm("doc", "invoice", "--after", str(offer["id"]), "-o", str(file), "--json"))
    assert file.read_bytes().startswith(b"%PDF")
    assert invoice["lines"][0]["quantity"] == "2"
    text = crm("doc", "show", str(invoice["id"]), "--text").out
    assert "Виїзд" in text
    assert IBAN in text
    code = str(invoice["id"])
    paid = said(crm("payments", "add", "500", "--own", "99000011", "--invoice", code, "--json"))
    assert paid["row"]["free"] == "0"
    (row,) = said(crm("doc", "list", "--state", "part_paid", "--json"))
    assert (row["id"], row["paid"]) == (invoice["id"], "500")
    said(crm("payments", "add", "301", "--own", "99000011", "--invoice", code, "--json"))
    assert said(crm("doc", "show", code, "--json"))["row"]["state"] == "paid"
    act = crm("doc", "act", "--after", code, "--issue", "--json")
    assert "signs" in act.err
    assert said(act)["based_on_id"] == invoice["id"]
    refused = crm("doc", "cancel", code, "--reason", "помилка").refused()
    assert "Money lies" in refused
    gone = said(crm("payments", "reverse", str(paid["row"]["id"]), "--reason", "повернення", "--json"))
    assert gone["allocations"][0]["reason"] == "повернення"


@pytest.mark.usefixtures("office")
def test_lines_are_services_at_todays_price_or_words_with_a_price(crm: Crm) -> None:
    make = ("doc", "invoice", "--client", "99001004")
    assert "has no price" in crm(*make, "--line", "SUP").refused()
    draft = said(crm(*make, "--line", "SUP*3=100", "--line", "Виїзд=50", "--json"))
    assert [line["total"] for line in draft["lines"]] == ["300", "50"]
    changed = said(crm("doc", "edit", str(draft["id"]), "--line", "SUP=90", "--note", "зі знижкою", "--json"))
    assert (changed["row"]["total"], changed["note"]) == ("90", "зі знижкою")
    assert "no line" in crm("doc", "edit", str(draft["id"]), "--line", "SUP=1,2,3").refused()
    assert crm("doc", "drop", str(draft["id"])).code == 0
    assert said(crm("doc", "list", "--json")) == []


@pytest.mark.usefixtures("office")
def test_a_paper_is_saved_printed_and_sent(crm: Crm, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = said(crm("doc", "invoice", "--client", "99001004", "--line", "Робота=100", "--issue", "--json"))
    code = str(made["id"])
    monkeypatch.setenv("CRM_TUI_OUT_DIR", str(home / "out"))
    place = Path(crm("doc", "save", code).out.strip())
    assert place == home / "out" / "Рахунок_1_99001004.pdf"
    assert place.read_bytes().startswith(b"%PDF")
    assert "print_command" in crm("doc", "print", code).refused()
    monkeypatch.setenv(
        "CRM_TUI_PRINT_COMMAND", f"{sys.executable} -c \"import sys; sys.exit('out of paper')\" {{file}}"
    )
    assert "out of paper" in crm("doc", "print", code).refused()
    monkeypatch.setenv("CRM_TUI_PRINT_COMMAND", f'{sys.executable} -c "" {{file}}')
    assert "Рахунок_1_99001004.pdf" in crm("doc", "print", code).out
    letter = said(crm("doc", "send", code, "--json"))
    assert (letter["to_address"], letter["state"]) == ("buh@romashka.example", "queued")
    (waiting,) = said(crm("doc", "letters", "--waiting", "--json"))
    assert waiting["subject"]
    assert said(crm("doc", "unsend", str(letter["id"]), "--json"))["state"] == "dropped"
    assert crm("doc", "resend", str(letter["id"])).refused()
    version = said(crm("doc", "version", code, "--reason", "ціна", "--json"))
    assert version["version_of_id"] == made["id"]


@pytest.mark.usefixtures("office")
def test_own_firms_and_clients_requisites(crm: Crm) -> None:
    vat = ("--set", "vat_payer=yes", "--set", "vat_number=990000112345")
    firm = said(crm("firms", "edit", "99000011", *vat, "--json"))
    assert (firm["fields"]["vat_payer"], firm["fields"]["iban"]) == (True, IBAN)
    assert "NAME=VALUE" in crm("firms", "edit", "99000011", "--set", "colour=red").refused()
    assert "yes or no" in crm("firms", "edit", "99000011", "--set", "active=perhaps").refused()
    assert "IBAN" in crm("firms", "edit", "99000011", "--set", "iban=UA1").refused()
    assert "no own firm" in crm("firms", "show", "99009999").refused()
    assert "head_name_genitive" in crm("firms", "show", "99000011", "--json").out
    assert len(said(crm("firms", "list", "--json"))) == 1
    client = said(crm("firms", "client", "99001004", "--set", "contract=Договір № 45-Б", "--json"))
    assert client["fields"]["contract"] == "Договір № 45-Б"
    draft = said(crm("doc", "act", "--client", "99001004", "--line", "Робота=100", "--json"))
    assert draft["contract"] == "Договір № 45-Б"


def test_the_office_s_own_texts_are_checked(crm: Crm, me: Actor, home: Path) -> None:
    folder = home / "texts"
    assert crm("doc", "templates", str(folder), "--copy").code == 0
    notice = folder / "invoice_notice.j2"
    notice.write_text("Сплатіть до {{ valid_untill }}", "utf-8")
    assert "valid_untill" in crm("doc", "templates", str(folder)).refused()


@pytest.mark.usefixtures("office")
def test_a_logo_is_given_and_taken_off(crm: Crm, home: Path) -> None:
    from PIL import Image

    file = home / "logo.png"
    Image.new("RGB", (90, 30), "navy").save(file)
    assert said(crm("firms", "logo", "99000011", str(file), "--json"))["logo"] is True
    file.write_bytes(file.read_bytes()[:60])
    assert "cut or broken" in crm("firms", "logo", "99000011", str(file)).refused()
    assert "no such file" in crm("firms", "logo", "99000011", str(home / "no.png")).refused()
    assert "--remove" in crm("firms", "logo", "99000011").refused()
    assert said(crm("firms", "list", "--json"))[0]["logo"] is True
    assert said(crm("firms", "logo", "99000011", "--remove", "--json"))["logo"] is False
