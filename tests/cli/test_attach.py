"""`crm-tui attach`: files in by path and by scanner, listed, saved, taken off."""

import json
from collections.abc import Callable
from pathlib import Path

from crm_tui.domain.permissions import Actor
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]


def test_from_a_path_to_the_card_and_out_again(crm: Crm, me: Actor, made: Make, tmp_path: Path) -> None:
    made.client("Ромашка", tax_code="99000011")
    page = tmp_path / "паспорт.pdf"
    page.write_bytes(b"%PDF-1.7 x")
    (row,) = json.loads(crm("attach", "add", str(page), "--client", "99000011", "--json").out)
    assert (row["name"], row["kind"], row["subject_kind"]) == ("паспорт.pdf", "pdf", "client")
    assert "паспорт.pdf" in crm("attach", "list", "--client", "99000011").out
    assert "паспорт.pdf" in crm("clients", "show", "99000011").out
    out = tmp_path / "out" / "x.pdf"
    assert crm("attach", "save", str(row["id"]), "-o", str(out)).out.strip() == str(out)
    assert out.read_bytes() == page.read_bytes()
    crm("attach", "remove", str(row["id"]), "--reason", "не той")
    assert json.loads(crm("attach", "list", "--client", "99000011", "--json").out) == []
    assert "не той" in crm("attach", "list", "--client", "99000011", "--removed").out
    assert "--client" in crm("attach", "list").refused()
    assert "--scan" in crm("attach", "add", "--client", "99000011").refused()
    key = tmp_path / "key.pfx"
    key.write_bytes(b"x")
    assert "store of keys" in crm("attach", "add", str(page), str(key), "--client", "99000011").refused()
    assert "file_folders" in crm("attach", "add", str(tmp_path / "office.db"), "--task", "1").refused()


def test_a_page_from_the_scanner(crm: Crm, me: Actor, made: Make, tmp_path: Path, config_file: Path) -> None:
    made.client("Ромашка", tax_code="99000011")
    words = ("attach", "add", "--scan", "--client", "99000011")
    assert "scan_command" in crm(*words).refused()
    page = tmp_path / "page.png"
    page.write_bytes(b"\x89PNG\r\n\x1a\n page; $(touch hacked)")
    config_file.write_text(f'scan_command = "cp {page} {{file}}"\n')
    (row,) = json.loads(crm(*words, "--json").out)
    assert (row["name"].startswith("scan-"), row["name"][-4:], row["kind"]) == (True, ".png", "image")
    config_file.write_text('scan_command = "false {file}"\n')
    assert "Not scanned" in crm(*words).refused()
    config_file.write_text('scan_command = "true {file}"\n')
    assert "no page" in crm(*words).refused()
