"""`crm-tui contracts`: listed, marked, undone, written to a file."""

import json
from collections.abc import Callable
from pathlib import Path

from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.domain.permissions import Actor
from crm_tui.store.tables import Contract
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


def test_from_waiting_to_signed_and_to_a_file(crm: Crm, me: Actor, made: Make, tmp_path: Path) -> None:
    client = made.client("Ромашка", tax_code="99000011")
    paper = made.paper(client, kind=PaperKind.CONTRACT, contract_kind=ContractKind.BUDGET, number_text="7-Б")
    made.save(Contract(paper_id=paper.id or 0))
    number = str(paper.id)
    assert "7-Б" in crm("contracts", "list", "--client", "99000011").out
    assert json.loads(crm("contracts", "list", "--by-manager", "--json").out)[0]["count"] == 1
    (row,) = json.loads(crm("contracts", "mark", number, "--day", "02.03.2026", "--json").out)
    assert (row["returned_on"], row["days"]) == ("2026-03-02", None)
    assert json.loads(crm("contracts", "list", "--json").out) == []
    out = tmp_path / "договори.csv"
    assert "1 contract" in crm("contracts", "export", "-o", str(out), "--show", "all").out
    assert "7-Б" in out.read_text("utf-8-sig")
    crm("contracts", "mark", number, "--undo")
    assert len(json.loads(crm("contracts", "list", "--json").out)) == 1
    assert "waiting, returned" in crm("contracts", "list", "--show", "x").refused()
    assert "prolonged" in crm("contracts", "mark", number, "--fact", "x").refused()
    assert "--undo" in crm("contracts", "mark", number, "--undo", "--day", "02.03.2026").refused()
