"""`pbx replay`: recordings through the same path as the live line, into the store."""

from collections.abc import Iterable
from itertools import groupby

from crm_tui.pbx.recorder import LEASE, Recorder
from crm_tui.pbx.recordings import Recording
from crm_tui.store.leases import lease_state
from crm_tui.usecases.office import Office


def replay_into_store(office: Office, recordings: Iterable[Recording]) -> None:
    """Stores the calls of these recordings; several are one connection after another, the line cut between.

    Replaying the same again changes nothing but the journal. Presence is told only where no listener tells
    the living one.
    """
    now, lease = [0.0], lease_state(office.store, LEASE)
    alone = lease is None or not lease.alive
    recorder = Recorder(office, holder="replay", clock=lambda: now[0], presence=alone)
    for recording in recordings:
        now[0] = recording.steps[0].at if recording.steps else recording.closed_at
        recorder.opened("replay")
        for at, steps in groupby(recording.steps, key=lambda step: step.at):
            recorder.take([step.packet for step in steps], at)
        now[0] = recording.closed_at
        recorder.closed("end of the recording", now[0])
