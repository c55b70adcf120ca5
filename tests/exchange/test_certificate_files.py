"""Certificates from folders and zip files, and a CA's list of them."""

import os
import struct
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.certificates import CertificateStatus, CertificateUse, KeyStorage
from crm_tui.domain.errors import Refused
from crm_tui.exchange import certificate_files
from crm_tui.exchange.certificate_content import ReadFile
from crm_tui.exchange.certificate_files import read_paths
from crm_tui.exchange.certificate_list import ListedCertificate, read_ca_list
from crm_tui.exchange.certificates import read_certificate
from crm_tui.exchange.sheet import open_sheet
from tests.certificates import FIRM, PERSON, SAMPLES, bundle, make_certificate

HEADING = (
    "tax_code;serial;name;start_date;end_date;type;storage_type;crypt;status;ipn;admin_reg;"
    "email;phone;address;city"
)
LINE = (
    "99001004;5897A01;Прикладенко Ольга;03.11.2026 00:00:00;2028-11-03;Ключ директора;токен;Підписання;"
    "Діючий;3658412356;Реєстраторенко С. І.;buh@example.com;+380500000101;вул. Прикладна, 1;Львів"
)


def told(*paths: Path) -> list[tuple[str, int, str]]:
    return [(one.name, len(one.taken), one.problem) for one in read_paths(paths)]


def test_a_folder_in_the_order_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.P7B").write_bytes(bundle(make_certificate(), make_certificate("Інший Іван")))
    (tmp_path / "a.cer").write_bytes(make_certificate())
    (tmp_path / "Key-6.dat").write_bytes(b"?")
    (tmp_path / "readme.txt").write_text("not looked at")
    (tmp_path / "z.cer").write_bytes(make_certificate()[:200])
    names = [(name, count, bool(problem)) for name, count, problem in told(tmp_path)]
    assert names == [("Key-6.dat", 0, True), ("a.cer", 1, False), ("b/two.P7B", 2, False), ("z.cer", 0, True)]


def test_links_pipes_and_depth_do_not_catch_us(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.cer")
    (tmp_path / "gone.cer").symlink_to(tmp_path / "nowhere")
    deep = tmp_path
    for _ in range(certificate_files.DEEPEST_FOLDER + 2):
        deep = deep / "d"
        deep.mkdir()
    (deep / "x.cer").write_bytes(make_certificate())
    problems = {name: problem for name, _count, problem in told(tmp_path)}
    assert "not a file" in problems["pipe.cer"]
    assert "cannot be read" in problems["gone.cer"]
    assert "too deep" in problems["d"]
    assert len(problems) == 3


def test_a_file_that_grows_while_it_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.cer"
    file.write_bytes(make_certificate())
    size = file.stat().st_size
    states = iter([SimpleNamespace(st_size=n, st_mtime_ns=1) for n in (size, size + 100)])
    monkeypatch.setattr(certificate_files, "os", SimpleNamespace(fstat=lambda _number: next(states)))
    assert "being written" in told(file)[0][2]


def test_a_folder_whose_files_go_away_meanwhile(tmp_path: Path) -> None:
    for name in ("a.cer", "b.cer"):
        (tmp_path / name).write_bytes(make_certificate())
    reading = read_paths([tmp_path])
    assert next(reading).taken
    (tmp_path / "b.cer").unlink()
    assert "cannot be read" in next(reading).problem


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_file(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "certs.zip",
        **{"a.cer": make_certificate(), "теж/б.cer": make_certificate("Інший Іван"), "notes.txt": b"x"},
    )
    assert told(path) == [("certs.zip: a.cer", 1, ""), ("certs.zip: теж/б.cer", 1, "")]


def test_tricks_of_zip_files_are_refused(tmp_path: Path) -> None:
    good = make_certificate()
    path = zipped(
        tmp_path / "tricks.zip",
        **{
            "../../up.cer": good,
            "/root.cer": good,
            "c:/windows.cer": good,
            "..\\back.cer": good,
            "inner.zip": b"PK\x03\x04",
            "hidden.cer": b"PK\x03\x04 and more",
            "Key-6.dat": b"x",
            "fine.cer": good,
        },
    )
    read = {name.partition(": ")[2]: (count, problem) for name, count, problem in told(path)}
    assert read.pop("fine.cer") == (1, "")
    assert len(read) == 7
    assert all(count == 0 and problem for count, problem in read.values())
    assert "leads out" in read["../../up.cer"][1]
    assert "zip file in a zip file" in read["inner.zip"][1]


def test_zip_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate_files, "LARGEST_FILE", 1 << 20)
    monkeypatch.setattr(certificate_files, "MOST_UNPACKED", 3 << 20)
    bomb = zipped(tmp_path / "one.zip", **{"a.cer": bytes(20 << 20)})
    assert "too much" in told(bomb)[0][2]
    many = zipped(tmp_path / "many.zip", **{f"{n}.cer": bytes(1 << 20) for n in range(9)})
    read = told(many)
    assert len(read) == 4
    assert "the rest is left" in read[-1][2]


def test_a_zip_that_lies_about_its_list(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", **{"a.cer": make_certificate()})
    whole = bytearray(path.read_bytes())
    struct.pack_into("<I", whole, whole.rfind(b"PK\x05\x06") + 12, 500 << 20)
    path.write_bytes(whole)
    assert "too large" in told(path)[0][2]


@cache
def sound_zip(folder: Path) -> bytes:
    """The same bytes for every draw: a zip holds the time of its making."""
    return zipped(folder / "sound.zip", **{"a.cer": b"0\x03" * 99, "b.cer": bytes(300)}).read_bytes()


@given(st.data())
def test_damaged_zip_files_are_told(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole, path = bytearray(sound_zip(folder)), folder / "damaged.zip"
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(whole[: data.draw(st.integers(5, len(whole)))])
    assert all(isinstance(one, ReadFile) for one in read_paths([path]))


# The CA's list.


def listed(tmp_path: Path, *lines: str, encoding: str = "cp1251") -> list[ListedCertificate]:
    path = tmp_path / "list.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    with open_sheet(path) as sheet:
        return list(read_ca_list(sheet))


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig"])
def test_a_line_of_the_list(tmp_path: Path, encoding: str) -> None:
    (one,) = listed(tmp_path, HEADING, LINE, encoding=encoding)
    assert one == ListedCertificate(
        line=2,
        tax_code=FIRM,
        serial="05897A01",
        holder="Прикладенко Ольга",
        holder_code=PERSON,
        valid_from=date(2026, 11, 3),
        valid_to=date(2028, 11, 3),
        key_kind="Ключ директора",
        storage=KeyStorage.TOKEN,
        use=CertificateUse.SIGN,
        status=CertificateStatus.ACTIVE,
        registrar="Реєстраторенко С. І.",
        email="buh@example.com",
        phone="+380500000101",
        address="вул. Прикладна, 1",
        city="Львів",
    )


def test_a_listed_certificate_is_of_the_same_set_as_its_file(tmp_path: Path) -> None:
    line = LINE.replace("Прикладенко Ольга", "Прикладенко Ольга Петрівна")
    assert listed(tmp_path, HEADING, line)[0].set_key == read_certificate(make_certificate()).set_key


def test_odd_lines_are_told_by_what_is_odd(tmp_path: Path) -> None:
    rows = listed(
        tmp_path,
        HEADING,
        LINE.replace("5897A01", "серійний"),
        LINE.replace("2028-11-03", "колись"),
        LINE.replace("2028-11-03", "2020-11-03"),
        LINE.replace("99001004", "99001005").replace("Діючий", "Сплячий").replace("токен", ""),
        "99001004;05",
    )
    assert [row.line for row in rows] == [2, 3, 4, 5, 6]
    assert [row.refused for row in rows] == [True, True, True, False, True]
    assert "no serial number" in rows[0].problems[0]
    assert "no date" in rows[1].problems[0]
    assert "ends before" in rows[2].problems[0]
    assert "check digit" in rows[3].problems[0]
    assert "Сплячий" in rows[3].problems[1]
    assert (rows[3].status, rows[3].storage) == (None, None)


def test_another_list_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no columns serial"):
        listed(tmp_path, "Назва;Код", "ТОВ;99001004")


@pytest.mark.skipif(not SAMPLES.exists(), reason="skipped: the samples do not lie beside the checkout")
def test_the_sample_list() -> None:
    with open_sheet(SAMPLES / "samples" / "acsk_certificates.csv") as sheet:
        rows = list(read_ca_list(sheet))
    assert len(rows) >= 4
    assert not any(row.refused for row in rows)
    assert rows[0].set_key == rows[1].set_key != rows[2].set_key


def test_a_link_out_of_what_is_allowed_is_told_and_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.cer").write_bytes(make_certificate())
    (inside / "a.cer").symlink_to(tmp_path / "secret.cer")
    (inside / "b.cer").write_bytes(make_certificate())
    read = list(read_paths([inside], allowed=lambda path: path.resolve().parent == inside))
    assert [(one.name, len(one.taken), bool(one.problem)) for one in read] == [
        ("a.cer", 0, True),
        ("b.cer", 1, False),
    ]
    assert [len(one.taken) for one in read_paths([inside])] == [1, 1]


def test_a_problem_is_told_under_the_name_that_people_read(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/" + "Ромашка.cer".encode("cp1251"), "wb") as file:
        file.write(b"hello")
    assert [one.name for one in read_paths([tmp_path])] == ["Ромашка.cer"]
