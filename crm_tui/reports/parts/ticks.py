"""Round figures for the axis of a chart."""

from math import floor, log10

from crm_tui.reports.parts.shapes import ValueKind

ABOUT = 5
"""How many there are, more or less."""


def ticks(highest: int, kind: ValueKind) -> list[int]:
    """From 0 to the highest figure or above it; times by minutes or hours, money by hryvnias."""
    unit = {ValueKind.TIME: 60_000, ValueKind.MONEY: 100}.get(kind, 1)
    if kind is ValueKind.TIME and highest > 120 * unit:
        unit = 3_600_000
    most = max(-(-highest // unit), 1)
    rough = most / ABOUT
    power = 10 ** floor(log10(rough)) if rough > 1 else 1
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)
    return [place * step * unit for place in range(-(-most // step) + 1)]
