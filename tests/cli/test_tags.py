"""`crm-tui tags`: put on and off by codes or by a search."""

import json
from collections.abc import Callable

from crm_tui.domain.permissions import Actor
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


def test_tags_by_code_and_by_search(crm: Crm, me: Actor, made: Make) -> None:
    first, second = (made.known(name).id for name in ("Ромашка Північ", "Ромашка Південь"))
    assert json.loads(crm("tags", "put", "vip,борг", f"#{first}", "--json").out) == {"clients": 1}
    assert json.loads(crm("tags", "put", "vip", "--found", "ромашка", "--dry-run", "--json").out) == {
        "clients": 1,
        "first": [{"id": second, "name": "Ромашка Південь"}],
        "new": [],
        "back": [],
    }
    told = crm("tags", "put", "vip,новий", "--found", "ромашка", "--dry-run").out
    assert told.splitlines()[1:] == [
        "new tags: новий",
        f"  #{second} Ромашка Південь",
        f"  #{first} Ромашка Північ",
    ]
    assert "vip" in crm("tags", "off", "старий", "--found", "ромашка", "--dry-run").refused()
    assert "12" in crm("tags", "put", "12", "--found", "ромашка", "--dry-run").refused()
    assert "Name a tag" in crm("tags", "put", ",", "--found", "ромашка").refused()
    crm("tags", "put", "vip", "--found", "ромашка")
    assert "2" in crm("tags", "list").out
    rows = json.loads(crm("clients", "find", "#vip", "--json").out)
    assert {row["id"] for row in rows} == {first, second}
    crm("tags", "off", "vip", "--found", "#борг")
    assert [row["id"] for row in json.loads(crm("clients", "find", "#vip", "--json").out)] == [second]
    assert json.loads(crm("clients", "show", f"#{first}", "--json").out)["tags"] == [
        {"name": "борг", "sign": "", "colour": "none"}
    ]
    (row,) = json.loads(crm("tags", "edit", "борг", "--sign", "!", "--colour", "red", "--json").out)
    assert (row["sign"], row["colour"]) == ("!", "red")
    assert "!борг" in crm("clients", "show", f"#{first}").out
    assert "!борг" in crm("clients", "find", "#борг").out
    assert "борг" in crm("tags", "edit", "vip", "--sign", "!").refused()
    assert crm("tags", "edit", "vip").code == 2
    crm("tags", "rename", "борг", "боржник")
    assert crm("tags", "merge", "боржник", "vip").out == "1 client goes over to vip\n"
    assert "merged into" in crm("tags", "list", "--all").out
    assert crm("tags", "merge", "боржник", "--undo").out == "боржник: 1 client has it again\n"
    assert crm("tags", "merge", "боржник").code == 2
    assert "vip" in crm("tags", "merge", "vip", "--undo").refused()
    crm("tags", "retire", "vip")
    assert [row["name"] for row in json.loads(crm("tags", "list", "--json").out)] == ["боржник"]
    assert "боржник" in crm("clients", "find", "#немає").refused()
    assert "--found" in crm("tags", "put", "vip").refused()
    assert "12" in crm("tags", "put", "12", f"#{first}").refused()
