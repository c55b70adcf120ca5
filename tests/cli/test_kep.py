"""Sets of certificates by command: from the price list to a closed box."""

import json
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases.kep_kinds import fill_kep_kinds
from crm_tui.usecases.office import Office
from tests import stores
from tests.cli.running import Outcome
from tests.documents.reading import pages_text
from tests.factories import Make

Crm = Callable[..., Outcome]
CLIENT = "99001004"


def said(outcome: Outcome) -> Any:
    assert outcome.code == 0, outcome
    return json.loads(outcome.out)


@pytest.fixture(scope="module")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the shipped kinds."""
    file = tmp_path_factory.mktemp("kinds") / "template.db"
    with closing(stores.sqlite_from(sqlite_template, file)) as store:
        actor = Make(store, lambda: datetime.now(UTC)).actor(Role.ADMIN, login="filler")
        Office(store, store.settings, actor).call(fill_kep_kinds)
    return file


@pytest.fixture
def office(made: Make, me: Actor) -> str:
    """A client and the shipped kinds; the code of one kind."""
    made.known(
        "Ромашка", "+380501112233", tax_code=CLIENT, head_name="Іваненко Іван", head_position="директор"
    )
    return "kep-set-head-1"


@pytest.mark.usefixtures("office")
def test_the_catalogue_shows_what_each_kind_costs(crm: Crm) -> None:
    for code, price in (("kep-set-head-1", "696"), ("kep-ca-1", "300")):
        assert crm("services", "price-add", code, price, "--from", "2026-01-01").code == 0
    rows = said(crm("kep", "catalogue", "--day", "2026-03-02", "--json"))
    (head,) = [row for row in rows if row["kind"]["code"] == "kep-set-head-1"]
    assert (head["own"], head["ca"], head["total"]) == ("696", "300", "996")
    assert len(said(crm("kep", "catalogue", "--limit", "2", "--json"))) == 2
    special = ("--for", "budget_institution")
    made = crm("services", "price-add", "kep-set-head-1", "650", "--from", "2026-01-01", *special)
    assert made.code == 0, made
    rows = said(crm("kep", "catalogue", *special, "--day", "2026-03-02", "--json"))
    assert [row["own"] for row in rows if row["kind"]["code"] == "kep-set-head-1"] == ["650"]


def test_a_set_from_its_issue_to_a_sent_box(crm: Crm, office: str) -> None:
    lines = ("--line", "own:КЕП керівника:696", "--line", "ca:КНЕДП: 1 рік:300,50")
    card = said(crm("kep", "issue", CLIENT, "--kind", office, *lines, "--note", "терміново", "--json"))
    ref = card["row"]["ref"]
    assert (card["row"]["own"], card["row"]["ca"], card["lines"][1]["name"]) == (
        "696",
        "300.5",
        "КНЕДП: 1 рік",
    )
    assert card["holders"][0]["name"] == "Іваненко Іван"
    holder = ("--holder", "head:Петренко Петро;директор;3184710691")
    assert said(crm("kep", "edit", ref, *holder, "--storage", "token", "--json"))["holders"][0]["rnokpp"]
    assert said(crm("kep", "edit", ref, "--line", "own:Разом:900", "--json"))["row"]["total"] == "900"
    assert (
        "nobody-here"
        in crm("kep", "edit", ref, "--line", "own:Разом:1", "--manager", "nobody-here").refused()
    )
    assert said(crm("kep", "show", ref, "--json"))["row"]["total"] == "900", "refused, it changes nothing"
    assert said(crm("kep", "order", ref, "--json"))["row"]["state"] == "ordered"
    term = ("--from", "2026-03-02", "--to", "2027-03-01", "--issuer", "КНЕДП")
    assert said(crm("kep", "generate", ref, *term, "--json"))["row"]["state"] == "generated"
    assert said(crm("kep", "paid", ref, "--json"))["paid_by_hand"] is True
    assert said(crm("kep", "document", ref, "1", "--json"))["documents"][0]["received_on"]
    box = said(crm("kep", "box", "open", "--note", "березень", "--json"))["number"]
    assert "Not received yet" in crm("kep", "documents", ref, "--box", str(box)).refused()
    done = said(crm("kep", "documents", ref, "--box", str(box), "--all", "--json"))
    assert done["row"]["state"] == "closed"
    shown = crm("kep", "box", "show", str(box)).out
    assert "березень" in shown
    assert ref in shown
    assert crm("kep", "box", "send", str(box)).refused()
    assert crm("kep", "box", "close", str(box)).code == 0
    assert crm("kep", "box", "reopen", str(box)).code == 0
    assert said(crm("kep", "boxes", "--open", "--json"))[0]["sets"] == 1
    assert crm("kep", "box", "close", str(box)).code == 0
    assert said(crm("kep", "box", "send", str(box), "--json"))["sent_on"]
    words = crm("kep", "show", ref).out
    for part in ("Петренко Петро", "КНЕДП", "терміново", "01.03.2027", "state: closed", "they are: box"):
        assert part in words


def test_papers_move_into_another_box_and_facts_are_taken_back(crm: Crm, office: str) -> None:
    ref = said(crm("kep", "issue", CLIENT, "--kind", office, "--line", "own:КЕП:100", "--json"))["row"]["ref"]
    assert said(crm("kep", "documents", ref, "--auto", "--all", "--json"))["row"]["documents_place"]
    assert crm("kep", "box", "open").code == 0
    assert said(crm("kep", "box", "move", "1", ref, "--json"))["sets"] == 1
    back = said(crm("kep", "take-back", ref, "documents", "--reason", "не той", "--json"))
    assert back["row"]["documents_on"] is None
    gone = said(crm("kep", "cancel", ref, "--reason", "передумали", "--json"))
    assert (gone["row"]["state"], gone["reason"]) == ("cancelled", "передумали")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("show КЕП-1231", "neither a number"),
        ("show 77", "77"),
        ("issue 99001004 --kind nosuch", "no kind of set"),
        ("issue 99001004 --kind {kind} --line own:КЕП", "write own:Words:PRICE"),
        ("issue 99001004 --kind {kind} --line bank:КЕП:5", "write own:Words:PRICE"),
        ("issue 99001004 --kind {kind} --holder boss:Іван", "no kind of holder"),
        ("issue 99001004 --kind {kind} --holder head:a;b;c;d", "write KIND:NAME"),
        ("issue 99001004 --kind {kind} --day учора", "is not a day"),
        ("issue 99001004 --kind {kind} --manager nobody", "no user"),
        ("issue 99009999 --kind {kind}", "no client"),
        ("documents 1 --auto --box 1", "--auto, or --box"),
        ("documents 1", "--auto, or --box"),
        ("take-back 1 everything --reason x", "is no fact"),
        ("kind-add nosuch --holder head", "no service"),
        ("kind-edit nosuch", "no kind of set"),
        ("box show 9", "9"),
        ("box move 9 1", "9"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line_and_changes_nothing(
    crm: Crm, office: str, made: Make, store_digest: Callable[[], str], words: str, why: str
) -> None:
    made.kep_set()
    before = store_digest()
    assert why in crm("kep", *words.format(kind=office).split()).refused()
    assert store_digest() == before


def test_a_kind_is_made_of_a_service_and_changed(crm: Crm, office: str, made: Make) -> None:
    made.service("КЕП на токені", code="TOKEN")
    row = said(crm("kep", "kind-add", "TOKEN", "--holder", "head", "--document", "Заява", "--prro", "--json"))
    assert (row["holders"], row["documents"], row["prro"]) == (["head"], ["Заява"], True)
    added = crm(
        "kep", "kind-edit", "TOKEN", "--ca", "kep-ca-1", "--no-prro", "--document", "Картка", "--json"
    )
    assert said(added)["ca_service"]["name"]
    changed = said(crm("kep", "kind-edit", "TOKEN", "--ca", "-", "--holder", "seal", "--json"))
    assert (changed["ca_service"], changed["holders"], changed["documents"]) == (None, ["seal"], ["Картка"])


@pytest.fixture
def two_sets(crm: Crm, office: str) -> tuple[str, str]:
    """Two sets of one client, and an own firm that can be paid."""
    firm = ("ТОВ «Облік»", "99000011", "--set", "iban=UA213223130000026007233566001")
    assert crm("firms", "add", *firm).code == 0
    issue = (
        "kep",
        "issue",
        CLIENT,
        "--kind",
        office,
        "--line",
        "own:КЕП:696",
        "--line",
        "ca:КНЕДП:300",
        "--json",
    )
    first, second = (said(crm(*issue))["row"]["ref"] for _ in range(2))
    return first, second


def test_a_pile_of_papers_is_written_then_printed_in_copies(
    crm: Crm, two_sets: tuple[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pile, what = home / "pile.pdf", ("--what", "invoice,act,contract")
    assert "print_command" in crm("kep", "print", two_sets[0]).refused()
    done = crm("kep", "print", *two_sets, *what, "-o", str(pile))
    assert done.code == 0, done
    text = pages_text(pile.read_bytes())
    assert [page[:7] for page in text if page.startswith(("Рахунок", "Зразок", "ЗАТВЕРД", "ДОГОВІР"))]
    for ref in two_sets:
        assert sum(f"{ref}:" in page for page in text) >= 3
    (invoice, contract, act) = said(crm("kep", "papers", two_sets[0], "--json"))
    assert [one["kind"] for one in (invoice, contract, act)] == ["invoice", "contract", "service_act"]
    first = pile.read_bytes()
    assert crm("kep", "print", *two_sets, *what, "-o", str(pile)).code == 0
    assert pile.read_bytes() == first
    log = home / "printed"
    script = f"import sys; open({str(log)!r}, 'a').write(sys.argv[1])"
    monkeypatch.setenv("CRM_TUI_PRINT_COMMAND", f'{sys.executable} -c "{script}" {{copies}} {{file}}')
    assert crm("kep", "print", *two_sets, "--copies", "3").code == 0
    assert log.read_text() == "3"


def test_one_invoice_for_two_sets(crm: Crm, two_sets: tuple[str, str]) -> None:
    draft = said(crm("kep", "paper", "invoice", *two_sets, "--without-ca", "--json"))
    assert (draft["row"]["state"], draft["row"]["total"]) == ("draft", "1392")
    assert "draft" in crm("kep", "paper", "invoice", two_sets[0], "--issue").refused()
    assert crm("doc", "issue", str(draft["id"])).code == 0
    assert "There is a paper for this already: № 1" in crm("kep", "paper", "invoice", two_sets[1]).refused()
    contract = said(crm("kep", "paper", "contract", two_sets[0], "--contract", "budget", "--issue", "--json"))
    assert contract["contract_kind"] == "budget_contract"


def test_what_cannot_be_printed_is_told_and_the_rest_is_printed(
    crm: Crm, two_sets: tuple[str, str], home: Path
) -> None:
    good, bad = two_sets
    assert crm("kep", "cancel", bad, "--reason", "двічі").code == 0
    pile = home / "pile.pdf"
    done = crm("kep", "print", bad, good, "-o", str(pile))
    assert done.code == 1
    assert "was cancelled" in done.err
    assert len(pages_text(pile.read_bytes())) == 1
    assert "was cancelled" in crm("kep", "print", bad, "-o", str(pile)).refused()
    assert "invoice, act or contract" in crm("kep", "print", good, "--what", "letter").refused()
    assert "commercial or budget" in crm("kep", "print", good, "--contract", "odd").refused()
    assert "No such file" in crm("kep", "print", good, "-o", str(home / "no" / "pile.pdf")).refused()


def test_the_register_of_a_box(crm: Crm, two_sets: tuple[str, str], home: Path) -> None:
    assert crm("kep", "box", "open", "--note", "до обіду").code == 0
    assert crm("kep", "documents", two_sets[0], "--box", "1", "--all").code == 0
    text = crm("kep", "box", "print", "1", "--text").out
    for part in ("коробка № 1", "1 комплект", "до обіду", two_sets[0], "Ромашка", "Здав(ла)"):
        assert part in text
    file = home / "box.pdf"
    assert crm("kep", "box", "print", "1", "-o", str(file)).code == 0
    (page,) = pages_text(file.read_bytes())
    for part in ("коробка № 1", two_sets[0], "Ромашка", CLIENT):
        assert part in page
    assert "print_command" in crm("kep", "box", "print", "1").refused()


def test_the_genitive_is_accepted_and_what_was_typed_stays(crm: Crm, office: str) -> None:
    typed = ("firms", "client", CLIENT, "--set", "head_position_genitive=директорки")
    assert crm(*typed).code == 0
    fields = said(crm("firms", "client", CLIENT, "--genitive", "--json"))["fields"]
    assert fields["head_name_genitive"] == "Іваненка Івана"
    assert fields["head_position_genitive"] == "директорки"


def test_a_set_then_a_line_is_taken_off_a_shared_invoice(crm: Crm, two_sets: tuple[str, str]) -> None:
    first = said(crm("kep", "paper", "invoice", *two_sets, "--issue", "--json"))
    off = ("kep", "take-off", two_sets[1], "--reason", "відмова", "--json")
    newer = said(crm(*off))
    assert (newer["row"]["number"], newer["row"]["edition"]) == (first["row"]["number"], 2)
    assert len(newer["lines"]) * 2 == len(first["lines"])
    assert "is on no invoice" in crm(*off).refused()
    code = str(newer["id"])
    last = said(crm("doc", "take-off", code, "--line", "2", "--reason", "КНЕДП окремо", "--json"))
    assert [line["name"] for line in last["lines"]] == [newer["lines"][0]["name"]]
    gone = crm("doc", "take-off", str(last["id"]), "--line", "1", "--reason", "x")
    assert "Nothing would be left" in gone.refused()
