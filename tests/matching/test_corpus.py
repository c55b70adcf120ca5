"""On payments with one or two slips each the rule posts hardly ever wrongly and suggests the right client."""

from pathlib import Path

import pytest

from crm_tui.config import Settings
from crm_tui.store.engine import Store, open_store
from crm_tui.store.migrations import upgrade
from tests.matching.corpus import make_corpus
from tests.matching.judging import judge_corpus

PRECISION, RECALL = 0.995, 0.95
"""The demands of S67."""


def test_payments_with_slips_find_their_clients(store: Store) -> None:
    corpus = make_corpus(store, clients=1_000, invoices=600, payments=250)
    score = judge_corpus(store, corpus)
    assert score.seen == 250
    assert score.precision >= PRECISION
    assert score.recall >= RECALL
    assert score.posted >= score.seen / 2, "a rule that posts nothing is never wrong"


@pytest.mark.heavy
def test_twenty_thousand_payments_with_slips(tmp_path: Path) -> None:
    store = open_store(Settings(database_url=f"sqlite:///{tmp_path / 'crm.db'}"))
    upgrade(store)
    corpus = make_corpus(store, clients=100_000, invoices=60_000, payments=20_000)
    score = judge_corpus(store, corpus)
    assert score.seen == 20_000
    assert score.precision >= PRECISION
    assert score.recall >= RECALL
    assert score.posted >= score.seen / 2
    store.close()
