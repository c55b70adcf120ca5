"""The calls of the demo: a known client, a shared number, an unknown one, two at once, a missed one."""

from dataclasses import replace

from crm_tui.pbx.scenes import scene
from crm_tui.pbx.simulate import Scene
from crm_tui.usecases.demo_callers import DemoCallers

UNKNOWN = "0800211221"
SPEED = 0.3
"""The recordings are brief: slowed down, a call rings three seconds and is talked ten."""
FIRST_CALL = 4.0
"""Seconds after the listener has logged in; within 15 s of the first screen, the start of both included."""


def demo_script(callers: DemoCallers) -> list[Scene]:
    """About five minutes of an office's day; the recordings ring at 201, the visitor's own extension."""
    known = _turns(callers.known, 8)
    shared = callers.shared[0] if callers.shared else known[7]
    calls = [
        scene("a_inbound_answered", number=known[0], after=FIRST_CALL),
        scene("a_inbound_answered", number=shared, after=40.0),
        scene("a_inbound_answered", number=UNKNOWN, after=80.0),
        scene("a_inbound_answered", number=known[1], after=125.0),
        scene("e_queue_answered", number=known[2], after=126.5),
        scene("b_caller_gives_up", number=known[3], after=170.0),
        scene("f_queue_abandoned", number=known[7], after=185.0),
        scene("k_hold", number=known[4], after=200.0),
        scene("g_blind_transfer_ami", number=known[5], after=240.0),
        scene("c_no_answer", number=known[6], after=280.0),
    ]
    return [replace(one, after=one.after * SPEED) for one in calls]


def _turns(numbers: tuple[str, ...], wanted: int) -> list[str]:
    """So many numbers, from the start again when there are fewer."""
    return [numbers[place % len(numbers)] if numbers else UNKNOWN for place in range(wanted)]
