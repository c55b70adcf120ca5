"""Watched folders: what stands still is read once, put aside, listed; a kill at any moment is made good."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.domain.arrivals import ArrivalState, InFolder, is_part, read_in_folder
from crm_tui.domain.permissions import system_actor
from crm_tui.jobs import arrivals as job
from crm_tui.jobs.arrivals import take_arrivals
from crm_tui.store.engine import Store
from crm_tui.usecases import certificate_arrivals
from crm_tui.usecases.certificate_arrivals import ArrivalRow, list_arrivals, show_arrival
from crm_tui.usecases.certificates import certificates_of_client
from crm_tui.usecases.kep_sets import show_set
from crm_tui.usecases.office import Office
from tests.certificates import FIRM, bundle, make_certificate
from tests.conftest import Clock
from tests.factories import Make

TAKEN, REFUSED, WAITING, GONE = (
    ArrivalState.TAKEN,
    ArrivalState.REFUSED,
    ArrivalState.WAITING,
    ArrivalState.GONE,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "in"
    found.mkdir()
    return found


@pytest.fixture
def jobs(office: Office, folder: Path, tmp_path: Path) -> Office:
    """The jobs' office with two watched folders."""
    (tmp_path / "other").mkdir()
    folders = (f"КЕП={folder}", str(tmp_path / "other"))
    settings = replace(office.settings, cert_in_folders=folders)
    return replace(office, settings=settings, actor=system_actor("jobs"))


@pytest.fixture
def turn(jobs: Office, clock: Clock) -> Callable[[], str]:
    """A turn of the job a minute later."""

    def go() -> str:
        clock.tick(60)
        return take_arrivals(jobs, clock.now.date())

    return go


Turn = Callable[[], str]


def rows(office: Office) -> list[ArrivalRow]:
    return list(office.call(list_arrivals).rows)


def states(office: Office) -> dict[str, ArrivalState]:
    return {row.name: row.state for row in rows(office)}


def lying(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_days_files_are_taken_put_aside_and_listed(
    jobs: Office, turn: Turn, make: Make, folder: Path, tmp_path: Path
) -> None:
    client = make.client("Приклад", tax_code=FIRM)
    waiting = make.kep_set(client, months=24)
    (folder / "керівник.cer").write_bytes(make_certificate())
    (tmp_path / "other" / "b.cer").write_bytes(make_certificate(edrpou="99001016", serial=7))
    (folder / "Key-6.dat").write_bytes(b"0")
    (folder / "лист.txt").write_bytes(b"hello")
    assert turn() == "", "seen for the first time: they may still be written"
    assert set(states(jobs).values()) == {WAITING}
    assert turn() == "files taken: 2, refused: 2"
    assert lying(folder) == {"done/керівник.cer", "refused/Key-6.dat", "refused/лист.txt"}
    by_name = {row.name: row for row in rows(jobs)}
    first, other = by_name["керівник.cer"], by_name["b.cer"]
    assert (first.state, first.department, first.certificates, first.new) == (TAKEN, "КЕП", 1, 1)
    assert (first.sets, first.unknown, other.unknown, other.department) == (1, 0, 1, "other")
    assert by_name["лист.txt"].why == "no certificate in it"
    assert "private keys are never taken" in by_name["Key-6.dat"].why
    completed = jobs.call(show_set, set_id=waiting.id or 0).row
    assert completed.generated_on is not None
    assert completed.generated_by is None, "the jobs generate nothing: who did, a person says"
    card = jobs.call(show_arrival, arrival_id=first.id)
    assert [(one.row.client and one.row.client.id, one.new) for one in card.certificates] == [
        (client.id, True)
    ]
    assert turn() == ""
    refused = jobs.call(list_arrivals, state=REFUSED, limit=1)
    assert len(refused.rows) == 1
    assert len(jobs.call(list_arrivals, state=REFUSED, after=refused.after).rows) == 1


def test_a_file_that_grows_is_left_for_a_later_turn(jobs: Office, turn: Turn, folder: Path) -> None:
    whole, file = make_certificate(), folder / "a.cer"
    file.write_bytes(whole[:400])
    turn()
    file.write_bytes(whole[:600])
    assert (turn(), states(jobs)) == ("", {"a.cer": WAITING}), "it grew since the turn before"
    assert (turn(), states(jobs)) == ("", {"a.cer": WAITING}), "cut off: its upload may only have paused"
    file.write_bytes(whole)
    turn()
    assert turn() == "files taken: 1, refused: 0"


def test_what_stays_cut_off_is_refused_by_and_by(
    jobs: Office, turn: Turn, clock: Clock, folder: Path
) -> None:
    (folder / "a.cer").write_bytes(make_certificate()[:400])
    (folder / "b.cer.filepart").write_bytes(b"x")
    turn()
    clock.tick(600)
    assert turn() == "files taken: 0, refused: 1"
    assert "cut off" in rows(jobs)[0].why
    assert lying(folder) == {"refused/a.cer", "b.cer.filepart"}, "an upload by its name is not touched"


def test_two_quick_turns_do_not_make_a_file_steady(jobs: Office, clock: Clock, folder: Path) -> None:
    (folder / "a.cer").write_bytes(make_certificate())
    for _turn in range(3):
        assert take_arrivals(jobs, clock.now.date()) == ""


@pytest.mark.parametrize("after", ["take", "decide", "move"])
def test_a_kill_at_any_moment_is_made_good_by_the_next_turn(
    jobs: Office, turn: Turn, folder: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """Killed right after the certificates stood, after the verdict, after the file was moved."""
    (folder / "a.p7b").write_bytes(bundle(make_certificate(), make_certificate(serial=7)))
    turn()
    with monkeypatch.context() as patch:
        name = {"take": "decide_arrival", "decide": "put_aside", "move": "settle_arrivals"}[after]

        class Killed(BaseException):
            """No handler of the program's sees it."""

        def kill(*_args: object, **_words: object) -> None:
            raise Killed

        if name == "put_aside":
            patch.setattr(job, name, kill)
        else:
            call = Office.call
            whole = getattr(certificate_arrivals, name)
            patch.setattr(
                Office,
                "call",
                lambda self, case, **words: kill() if case is whole else call(self, case, **words),
            )
        with pytest.raises(Killed):
            turn()
    turn()
    (row,) = rows(jobs)
    assert (row.state, row.certificates, row.new) == (TAKEN, 2, 2)
    assert lying(folder) == {"done/a.p7b"}
    assert turn() == ""
    assert len(rows(jobs)) == 1


def test_the_same_file_again_is_known_and_gets_a_name_of_its_own(
    jobs: Office, turn: Turn, folder: Path
) -> None:
    content = make_certificate()
    for _day in range(2):
        (folder / "a.cer").write_bytes(content)
        turn()
        turn()
    assert [(row.state, row.certificates, row.new) for row in rows(jobs)] == [(TAKEN, 1, 0), (TAKEN, 1, 1)]
    assert lying(folder) == {"done/a.cer", "done/a (2).cer"}


def test_one_bad_file_and_one_missing_folder_never_stop_the_rest(
    jobs: Office, turn: Turn, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").rmdir()
    (folder / "a.cer").write_bytes(make_certificate())
    (folder / "b.cer").write_bytes(make_certificate(serial=7))
    with pytest.raises(ValueError, match="other"):
        turn()
    whole = job.read_paths

    def odd(paths: list[Path]) -> object:
        if paths[0].name == "a.cer":
            raise RuntimeError("odd")
        return whole(paths)

    monkeypatch.setattr(job, "read_paths", odd)
    with pytest.raises(ValueError, match=r"files taken: 1, refused: 0; 2 not: .*a\.cer: odd"):
        turn()
    assert states(jobs) == {"a.cer": WAITING, "b.cer": TAKEN}


def test_the_folder_of_the_store_is_never_watched(sqlite_store: Store, clock: Clock, tmp_path: Path) -> None:
    settings = replace(
        sqlite_store.settings, cert_in_folders=(str(sqlite_store.path and sqlite_store.path.parent),)
    )
    office = Office(store=sqlite_store, settings=settings, actor=system_actor("jobs"), clock=clock)
    for _turn in range(2):
        clock.tick(60)
        with pytest.raises(ValueError, match="own files"):
            take_arrivals(office, clock.now.date())
    assert rows(office) == []


def test_links_and_files_that_went_away_are_told(
    jobs: Office, turn: Turn, folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.cer"
    secret.write_bytes(make_certificate())
    (folder / "link.cer").symlink_to(secret)
    (folder / "short.cer").write_bytes(make_certificate(serial=7))
    turn()
    (folder / "short.cer").unlink()
    turn()
    assert states(jobs) == {"link.cer": REFUSED, "short.cer": GONE}
    assert secret.exists()
    assert (folder / "refused" / "link.cer").is_symlink()


def test_a_sub_folder_that_is_a_link_takes_nothing_away(
    jobs: Office, turn: Turn, folder: Path, tmp_path: Path
) -> None:
    (folder / "done").symlink_to(tmp_path / "other")
    (folder / "a.cer").write_bytes(make_certificate())
    turn()
    with pytest.raises(ValueError, match=r"a\.cer: .*a link, not a folder"):
        turn()
    (folder / "done").unlink()
    turn()
    assert lying(folder) == {"done/a.cer"}
    assert [(row.certificates, row.new) for row in rows(jobs)] == [(1, 1)]


def test_names_of_any_bytes_are_listed_as_people_read_them(jobs: Office, turn: Turn, folder: Path) -> None:
    with open(os.fsencode(folder) + b"/" + "Ромашка.cer".encode("cp1251"), "wb") as file:
        file.write(make_certificate())
    turn()
    turn()
    assert states(jobs) == {"Ромашка.cer": TAKEN}


def test_certificates_come_to_their_client(jobs: Office, turn: Turn, make: Make, folder: Path) -> None:
    client = make.client("Приклад", tax_code=FIRM)
    (folder / "a.cer").write_bytes(make_certificate())
    turn()
    turn()
    (mine,) = jobs.call(certificates_of_client, client_id=client.id or 0)
    assert mine.file_name == "a.cer"


def test_the_setting_names_a_folder_and_whose_it_is() -> None:
    assert read_in_folder("КЕП = /srv/in/kep/") == InFolder("КЕП", "/srv/in/kep")
    assert read_in_folder("/srv/a=b") == InFolder("a=b", "/srv/a=b")
    assert read_in_folder("~/in") == InFolder("in", "~/in")
    for wrong in ("in", "КЕП=in", "", "КЕП="):
        with pytest.raises(ValueError, match=f"^{wrong}$"):
            read_in_folder(wrong)
    assert [is_part(name) for name in ("a.cer", ".a.cer", "a.cer.filepart", "a.PART")] == [
        False,
        True,
        True,
        True,
    ]
