"""Every row of the goals has its measurement, and the command that prints them knows all of them."""

import importlib
import inspect
import pkgutil

import pytest

import tests.bench

SUBJECTS = {
    "banks": ("bank statement of 100,000 rows read",),
    "certs": ("certificate file to fields",),
    "importing": ("import of clients",),
    "kep": ("register of 300,000 sets",),
    "keys": ("key down, page down", "slow line: letter, page"),
    "papers": ("invoice to PDF with QR",),
    "pbx": ("packet reader", "reader, journal and tracker"),
    "piles": ("papers of 500 sets x 3",),
    "presence": ("PBX event to presence",),
    "renewals": ("renewal job",),
    "reports": ("activity of all people by month", "rows of a cell"),
    "ring": ("ring to pop-up", "slow line: announcing line"),
    "screen": ("first paint, first rows", "a list of a million", "memory", "idle screen"),
    "startup": ("--version, completion, --help",),
    "wishes": ("transfer key to AMI action",),
    "tasks": ("first page of the task queue",),
    "store": ("who calls", "search", "one saved talk", "many writers"),
}
"""Which file of `tests/bench` measures which rows."""


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_row_of_the_goals_has_its_measurement(name: str) -> None:
    rows = importlib.import_module(f"tests.bench.{name}").rows
    required = [
        parameter.name
        for parameter in inspect.signature(rows).parameters.values()
        if parameter.default is inspect.Parameter.empty
    ]
    assert set(required) <= {"ground"}


def test_the_command_finds_all_of_them() -> None:
    found = {module.name for module in pkgutil.iter_modules(tests.bench.__path__)}
    assert set(SUBJECTS) <= found
