"""The bus: everybody who asked is told after the commit, merged, and nobody is told of what failed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.config import Settings
from crm_tui.domain.permissions import system_actor
from crm_tui.store.bus import EVERYTHING, Note, Subscription, decode, encode, merge, subscribe
from crm_tui.store.bus_sqlite import folder_of
from crm_tui.store.engine import Store, open_store
from crm_tui.store.scope import write_scope
from crm_tui.store.tables import Setting
from tests.waiting import wait_until

PBX = system_actor("pbx")
Heard = list[Note]
Listen = Callable[..., Heard]


@pytest.fixture
def listen(store: Store) -> Iterator[Listen]:
    """`listen("calls")` gives the growing list of what a listener of these topics heard."""
    lines: list[Subscription] = []

    def start(*topics: str) -> Heard:
        heard: Heard = []
        lines.append(subscribe(store, topics or None, heard.extend))
        return heard

    yield start
    for line in lines:
        line.close()


def tell(store: Store, topic: str, *ids: object) -> None:
    with write_scope(store, PBX, act="test.tell") as unit:
        unit.add(Setting(key=str(uuid4()), value=""))
        unit.notify(topic, *ids)


def test_all_who_asked_are_told(store: Store, listen: Listen) -> None:
    one, two, other = listen("calls"), listen(), listen("clients")
    tell(store, "calls", 7, 8)
    wait_until(lambda: one and two)
    assert one == two == [Note("calls", ("7", "8"))]
    tell(store, "clients", 1)
    wait_until(lambda: other)
    assert other == [Note("clients", ("1",))]
    assert one == [Note("calls", ("7", "8"))]


def test_a_failed_write_tells_nobody(store: Store, listen: Listen) -> None:
    heard = listen()

    def fail() -> None:
        with write_scope(store, PBX, act="test.fail") as unit:
            unit.notify("calls", 1)
            raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        fail()
    tell(store, "after")
    wait_until(lambda: heard)
    assert heard == [Note("after")]


def test_a_long_list_of_ids_becomes_the_topic_alone(store: Store, listen: Listen) -> None:
    heard = listen("clients")
    tell(store, "clients", *range(5000))
    wait_until(lambda: heard)
    assert heard == [Note("clients")]


def test_a_failing_listener_goes_on_listening(store: Store) -> None:
    heard: Heard = []

    def clumsy(notes: tuple[Note, ...]) -> None:
        heard.extend(notes)
        raise ValueError(notes)

    line = subscribe(store, ["calls"], clumsy)
    tell(store, "calls", 1)
    wait_until(lambda: len(heard) == 1)
    tell(store, "calls", 2)
    wait_until(lambda: len(heard) == 2)
    line.close()


def test_another_process_hears(store: Store, tmp_path: Path) -> None:
    script = (
        "import sys, threading\n"
        "from crm_tui.config import Settings\n"
        "from crm_tui.store.bus import subscribe\n"
        "from crm_tui.store.engine import open_store\n"
        "done = threading.Event()\n"
        "def heard(notes):\n"
        "    print(notes[0].topic, *notes[0].ids, flush=True)\n"
        "    done.set()\n"
        "line = subscribe(open_store(Settings(database_url=sys.argv[1])), ['calls'], heard)\n"
        "print('ready', flush=True)\n"
        "done.wait(20)\n"
        "line.close()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, store.settings.database_url], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    tell(store, "calls", 5)
    assert other.communicate(timeout=20)[0] == "calls 5\n"


def test_a_write_of_another_tool_is_noticed(sqlite_store: Store) -> None:
    heard: Heard = []
    line = subscribe(sqlite_store, ["calls"], heard.extend)
    with sqlite_store.engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("INSERT INTO setting (key, value) VALUES ('by', 'hand')")
    wait_until(lambda: heard)
    assert heard == [Note(EVERYTHING)]
    line.close()


def test_sockets_of_the_dead_are_removed(sqlite_store: Store) -> None:
    assert sqlite_store.path is not None
    folder = folder_of(sqlite_store.path)
    script = (
        "import sys, time\n"
        "from crm_tui.config import Settings\n"
        "from crm_tui.store.bus import subscribe\n"
        "from crm_tui.store.engine import open_store\n"
        "line = subscribe(open_store(Settings(database_url=sys.argv[1])), None, print)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, sqlite_store.settings.database_url], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    assert len(os.listdir(folder)) == 1
    other.send_signal(signal.SIGKILL)
    other.communicate()
    tell(sqlite_store, "calls", 1)
    assert os.listdir(folder) == []


def test_the_folder_goes_with_its_last_listener(sqlite_store: Store) -> None:
    assert sqlite_store.path is not None
    folder = folder_of(sqlite_store.path)
    line = subscribe(sqlite_store, None, lambda _: None)
    assert folder.stat().st_mode & 0o777 == sqlite_store.path.parent.stat().st_mode & 0o777
    (inbox,) = folder.iterdir()
    assert inbox.stat().st_mode & 0o666 == sqlite_store.path.stat().st_mode & 0o666
    line.close()
    assert not folder.exists()


def test_a_store_with_a_long_path_has_a_wake_up_too(sqlite_template: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("д" * 60)
    deep.mkdir()
    file = deep / "crm.db"
    file.write_bytes(sqlite_template.read_bytes())
    store = open_store(Settings(database_url=f"sqlite:///{file}"))
    heard: Heard = []
    line = subscribe(store, ["calls"], heard.extend)
    tell(store, "calls", 3)
    wait_until(lambda: heard)
    assert heard == [Note("calls", ("3",))]
    line.close()
    store.close()


def test_a_cut_line_to_postgres_comes_back_and_says_look_again(postgres_store: Store) -> None:
    heard: Heard = []
    line = subscribe(postgres_store, ["calls"], heard.extend)
    with psycopg.connect(postgres_store.settings.database_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
    wait_until(lambda: heard)
    assert heard == [Note(EVERYTHING)]
    tell(postgres_store, "calls", 4)
    wait_until(lambda: len(heard) == 2)
    assert heard[1] == Note("calls", ("4",))
    line.close()


notes = st.builds(
    Note,
    st.sampled_from(["calls", "clients", "op.7"]),
    st.lists(st.integers(1, 99).map(str), max_size=5).map(tuple),
)


@given(st.lists(notes, max_size=20))
def test_what_is_sent_is_what_is_heard(sent: list[Note]) -> None:
    heard = [note for message in encode(sent, 60) for note in decode(message)]
    assert {note.topic for note in heard} == {note.topic for note in sent}
    for whole, got in zip(merge(sent), merge(heard), strict=True):
        assert got in {whole, Note(whole.topic)}


@given(st.text(), st.integers(20, 200))
def test_no_message_is_longer_than_allowed_and_none_raises(text: str, limit: int) -> None:
    assert all(len(one.encode()) <= limit for one in encode([Note("calls", tuple(text))], limit))
    decode(text)
