"""`crm-tui certs`: files in, listings, whose they are."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.domain.arrivals import ArrivalState
from crm_tui.domain.permissions import Actor
from crm_tui.store.tables import CertificateArrival
from tests.certificates import FIRM, SAMPLES, make_certificate
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


def said(crm: Crm, *words: str) -> list[dict[str, object]]:
    outcome = crm(*words, "--json")
    assert outcome.code == 0, outcome
    found: list[dict[str, object]] = json.loads(outcome.out)
    return found


def test_from_a_folder_to_the_client(crm: Crm, me: Actor, made: Make, tmp_path: Path) -> None:
    made.client("Приклад Один", tax_code=FIRM)
    (tmp_path / "a.cer").write_bytes(make_certificate())
    (tmp_path / "b.cer").write_bytes(make_certificate(edrpou="99001016", organisation="ТОВ «Інші»", serial=7))
    (tmp_path / "c.pfx").write_bytes(b"?")
    tried = crm("certs", "import", str(tmp_path), "--dry-run")
    done = crm("certs", "import", str(tmp_path))
    for outcome in (tried, done):
        assert outcome.code == 0
        assert "of them new: 2" in outcome.out
        assert "unknown client 99001016 ТОВ «Інші»" in outcome.out
        assert (
            outcome.err
            == "c.pfx: a store of keys: private keys are never taken, choose the certificate (.cer)\n"
        )
    assert "of them new: 0" in crm("certs", "import", str(tmp_path / "a.cer")).out
    (mine,) = said(crm, "certs", "list", "--client", FIRM)
    assert (mine["holder"], mine["use"], mine["valid_to"]) == (
        "Прикладенко Ольга Петрівна",
        "sign",
        "2028-11-03",
    )
    (other,) = said(crm, "certs", "list", "--unknown")
    assert said(crm, "certs", "find", "0007") == [] == said(crm, "certs", "list", "--ending", "3")
    number = str(other["id"])
    assert "ТОВ «Інші»" in crm("certs", "show", number).out
    assert "Приклад Один" in crm("certs", "attach", number, FIRM).out
    assert "nobody's" in crm("certs", "detach", number).out
    saved = tmp_path / "saved.cer"
    assert crm("certs", "save", number, "-o", str(saved)).code == 0
    assert saved.read_bytes() == (tmp_path / "b.cer").read_bytes()
    assert "cannot be written" in crm("certs", "save", number, "-o", str(tmp_path / "no" / "x")).refused()


def test_unknown_holders_are_adopted_by_their_codes_or_all(crm: Crm, me: Actor, tmp_path: Path) -> None:
    (tmp_path / "a.cer").write_bytes(make_certificate())
    (tmp_path / "b.cer").write_bytes(make_certificate(edrpou="99001016", organisation="ТОВ «Інші»", serial=7))
    assert f"`certs adopt {FIRM}`" in crm("certs", "import", str(tmp_path)).out
    first, other = said(crm, "certs", "adopt")
    assert (first["offer"]["head_name"], first["certificates"]) == ("Прикладенко Ольга Петрівна", 1)  # type: ignore[index]
    assert other["offer"]["tax_code"] == "99001016"  # type: ignore[index]
    assert "1 card made" in crm("certs", "adopt", FIRM).out
    assert "no certificate of an unknown client" in crm("certs", "adopt", FIRM).refused()
    assert "ТОВ «Інші»" in crm("certs", "adopt", "--all").out
    assert said(crm, "certs", "adopt") == []
    assert crm("certs", "adopt", FIRM, "--all").code == 2
    assert len(said(crm, "certs", "list", "--client", "99001016")) == 1


def test_what_came_through_a_watched_folder_is_listed(
    crm: Crm, me: Actor, made: Make, tmp_path: Path
) -> None:
    moment = made.clock()
    for name, state in (("a.cer", ArrivalState.TAKEN), ("Key-6.dat", ArrivalState.REFUSED)):
        place = {"department": "КЕП", "folder": "/srv/in", "name": name, "path_key": name}
        made.save(
            CertificateArrival(**place, size=1, changed_ns=1, state=state, seen_at=moment, settled_at=moment)
        )
    assert [row["name"] for row in said(crm, "certs", "arrivals")] == ["Key-6.dat", "a.cer"]
    (refused,) = said(crm, "certs", "arrivals", "--state", "refused")
    assert (refused["department"], refused["certificates"], refused["state"]) == ("КЕП", 0, "refused")
    assert "taken in" in crm("certs", "arrivals", "--state", "taken").out


def test_bad_input_is_one_line(crm: Crm, me: Actor, tmp_path: Path) -> None:
    assert "no such file" in crm("certs", "import", str(tmp_path / "nowhere")).refused()
    assert "No such record" in crm("certs", "show", "77").refused()


@pytest.mark.skipif(not SAMPLES.exists(), reason="skipped: the samples do not lie beside the checkout")
def test_a_dry_run_prints_the_columns_of_the_index(crm: Crm) -> None:
    with (SAMPLES / "certs" / "index.tsv").open(encoding="utf-8", newline="") as file:
        index = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    read = {row["file"]: row for row in said(crm, "certs", "import", str(SAMPLES / "certs"), "--dry-run")}
    for row in index:
        mine = read[row["file"]]
        assert list(mine) == list(row)
        assert all(mine[name] == value for name, value in row.items() if not name.startswith("source_"))


def test_a_card_is_filled_and_asks_before_it_overwrites(
    crm: Crm, me: Actor, made: Make, tmp_path: Path
) -> None:
    made.client("Приклад Один", tax_code=FIRM, head_name="Інший Іван")
    file = tmp_path / "a.cer"
    file.write_bytes(make_certificate())
    other = tmp_path / "b.cer"
    other.write_bytes(make_certificate(edrpou="99001016", organisation="ТОВ «Інші»"))
    first = crm("clients", "fill", "--from", str(file), "--from", str(other))
    assert "head_position" in first.out
    assert "Інший Іван -> Прикладенко Ольга Петрівна; --yes replaces it" in first.out
    assert "unknown client 99001016 ТОВ «Інші»; --add makes the card" in first.out
    second = crm("clients", "fill", "--from", str(tmp_path), "--yes", "--add")
    assert "head_name" in second.out
    assert "new card" in second.out
    assert "nothing new" in crm("clients", "fill", "--from", str(file)).out
    assert "no such file" in crm("clients", "fill", "--from", str(tmp_path / "no")).refused()
