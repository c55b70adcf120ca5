"""A saved talk and many people who type at once: a draft that becomes a record, beside one raw commit."""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crm_tui.domain.kinds import Role, TalkKind
from crm_tui.domain.permissions import Actor
from crm_tui.usecases.office import Office
from crm_tui.usecases.talk_drafts import save_draft, save_talk, start_talk
from crm_tui.usecases.talks import TalkFields
from tests.bench import BenchRow
from tests.bench.floor import p50, p99, seconds
from tests.bench.ground import Ground

TALKS = 100
WRITERS, TALKS_EACH, DRAFTS_EACH = 20, 3, 4
"""Busier than people are: each keeps his draft every second and saves a talk every fifth."""


def rows(ground: Ground) -> Iterator[BenchRow]:
    """One saved talk, and twenty people at human pace, on each engine."""
    for engine, office in ground.offices():
        yield _one_talk(engine, office, ground.clients)
        yield from _many_writers(engine, office, ground.clients)


def _talk_of(client: int) -> TalkFields:
    return TalkFields(kind=TalkKind.SUPPORT, client_id=client, text="Питали про звіт")


def _one_talk(engine: str, office: Office, clients: int) -> BenchRow:
    chance = random.Random(11)
    ids = [chance.randrange(1, clients + 1) for _ in range(TALKS + 1)]
    drafts = [office.call(start_talk, client_id=one).id for one in ids]
    ours, floor = [], []
    raw = _raw_commits(office, ids)
    for client, draft in zip(ids, drafts, strict=True):
        fields = _talk_of(client)
        ours.append(1000 * seconds(lambda: office.call(save_talk, talk_id=draft, fields=fields)))  # noqa: B023
        floor.append(1000 * next(raw))
    mine, theirs = p50(ours[1:]), p50(floor[1:])
    return BenchRow(f"one saved talk, durable, {engine}", mine, theirs, "ms", "<= 5x", mine <= 5 * theirs)


def _raw_commits(office: Office, ids: list[int]) -> Iterator[float]:
    """Seconds of one raw INSERT of a talk and its commit, with the same durability."""
    connection = office.store.engine.connect()
    driver: Any = connection.connection.driver_connection
    is_sqlite = office.store.is_sqlite
    mark = "?" if is_sqlite else "%s"
    insert = (
        "INSERT INTO talk (uuid, kind, state, direction, client_id, author_id, result, text, started_at,"
        f" talk_ms, saved_at, updated_at, version) VALUES ({mark}, 'support', 'saved', 'out', {mark}, 3, '',"
        f" 'raw', {mark}, 0, {mark}, {mark}, 1)"
    )
    moment = "2026-03-02 10:00:00.000000"
    for number, client in enumerate(ids):
        key = f"{random.getrandbits(120):030x}{number:02x}"
        begun = time.perf_counter()
        if is_sqlite:
            driver.execute("BEGIN IMMEDIATE")
        driver.execute(insert, (key, client, moment, moment, moment))
        driver.execute("COMMIT") if is_sqlite else driver.commit()
        yield time.perf_counter() - begun
    connection.close()


def _many_writers(engine: str, office: Office, clients: int) -> Iterator[BenchRow]:
    figures: list[float] = []
    refused: list[BaseException] = []

    def write(number: int) -> None:
        chance = random.Random(number)
        mine = replace(
            office, actor=Actor(1 + number % 9, f"writer{number}", "", frozenset({Role.SPECIALIST}))
        )
        time.sleep(chance.random())
        for _ in range(TALKS_EACH):
            fields = _talk_of(chance.randrange(1, clients + 1))
            draft = mine.call(start_talk, client_id=fields.client_id).id
            for act in [save_draft] * DRAFTS_EACH + [save_talk]:
                time.sleep(chance.uniform(0.5, 1.5))
                try:
                    figures.append(1000 * seconds(lambda: mine.call(act, talk_id=draft, fields=fields)))  # noqa: B023
                except Exception as error:
                    refused.append(error)

    people = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    worst = p99(figures)
    yield BenchRow(f"20 writers, p99, {engine}", worst, None, "ms", "<= 50 ms", worst <= 50)
    yield BenchRow(f"20 writers, refused, {engine}", len(refused), None, "writes", "0", not refused)
