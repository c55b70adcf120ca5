"""A recorded day replayed again ends in the same store: the same hash of all that calls left behind."""

import hashlib
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, select

from crm_tui.domain.kinds import Role
from crm_tui.pbx.pretend import Disguise
from crm_tui.pbx.recordings import Recording, Step
from crm_tui.pbx.replay import replay_into_store
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases.office import Office
from tests import stores
from tests.factories import Make
from tests.pbx.recorded import recording

BEGIN = 1_772_431_200.0
STORIES = [
    "a_inbound_answered_by_group", "e_queue_answered", "k_hold", "g_blind_transfer_ami", "b_caller_gives_up",
    "h_attended_transfer_refer", "i_outbound_dialled_by_hand", "f_queue_abandoned",
]  # fmt: skip
LEFT = (t.Call, t.CallLeg, t.Ring, t.CallTransfer, t.Journal)
BY_CHANCE = {"uuid"}


def small_day(calls: int = 12, every: float = 2.0) -> list[Recording]:
    """Calls that overlap, heard by two connections with a gap between."""
    steps: list[Step] = []
    for number in range(calls):
        story = recording(STORIES[number % len(STORIES)])
        shift = int(BEGIN + number * every - story.steps[0].at)
        words = dict.fromkeys(("0671234567", "0501112233"), f"+38050{number % 7:07d}")
        disguise = Disguise(number + 1, shift, words)
        steps += [Step(step.at + shift, disguise.put_on(step.packet)) for step in story.steps]
    steps.sort(key=lambda step: step.at)
    cut, back = len(steps) // 2, len(steps) // 2 + 40
    return [
        Recording(tuple(steps[:cut]), steps[cut].at),
        Recording(tuple(steps[back:]), steps[-1].at),
    ]


def left_behind(store: Store, models: tuple[type[SQLModel], ...] = LEFT) -> str:
    """A hash over every row and column, but for what is made by chance."""
    found = hashlib.sha256()
    with Session(store.engine) as session:
        for model in models:
            names = [column.key for column in model.__table__.columns if column.key not in BY_CHANCE]
            for row in session.exec(select(model).order_by(model.id)):
                found.update(repr([(name, getattr(row, name)) for name in names]).encode())
    return found.hexdigest()


def replayed(store: Store, clock, times: int = 1) -> Store:
    make = Make(store, clock)
    for extension in ("201", "202", "203"):
        make.employee(Role.OPERATOR, extensions=(extension,))
    make.known(e164="+380500000003")
    office = Office(store=store, settings=store.settings, clock=clock)
    for _ in range(times):
        replay_into_store(office, small_day())
    return store


def test_the_same_day_twice_gives_the_same_store(sqlite_template: Path, tmp_path: Path, clock):
    one, two = (stores.sqlite_from(sqlite_template, tmp_path / f"{n}.db") for n in (1, 2))
    assert left_behind(replayed(one, clock)) == left_behind(replayed(two, clock))
    with Session(one.engine) as session:
        assert len(session.exec(select(t.Call)).all()) >= 10
    one.close()
    two.close()


def test_a_day_replayed_over_itself_changes_no_call(sqlite_template: Path, tmp_path: Path, clock):
    one, two = (stores.sqlite_from(sqlite_template, tmp_path / f"{n}.db") for n in (1, 2))
    calls = tuple(model for model in LEFT if model is not t.Journal)
    assert left_behind(replayed(one, clock), calls) == left_behind(replayed(two, clock, times=2), calls)
    one.close()
    two.close()


@pytest.mark.parametrize("engine", ["sqlite_store", "postgres_store"])
def test_both_engines_hold_the_same_day(request, engine, sqlite_template, tmp_path, clock):
    other = stores.sqlite_from(sqlite_template, tmp_path / "other.db")
    mine = replayed(request.getfixturevalue(engine), clock)
    assert left_behind(mine) == left_behind(replayed(other, clock))
    other.close()
