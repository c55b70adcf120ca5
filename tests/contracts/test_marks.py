"""The marks say of a module what the tracer of coverage.py says: the same lines and ways of branches."""

import runpy
import textwrap
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
from coverage import Coverage

from tools.marks import PACKAGE, Loader
from tools.measure import told

SHAPES = {
    "choices": """
        def sign(number):
            if number > 0:
                word = "plus"
            elif number < 0:
                word = "minus"
            else:
                word = "none"
            if word == "none":
                return ""
            return word

        RUN = [sign(1), sign(0)]
    """,
    "loops": """
        def first(numbers, wanted):
            for number in numbers:
                if number == wanted:
                    break
            else:
                return None
            while number < 10:
                number += 1
            while True:
                number += 1
                if number > 20:
                    return number

        RUN = [first([1, 2], 2), first([], 2)]
        for one in RUN:
            pass
    """,
    "cases": """
        def kind(value):
            match value:
                case int() if value > 5:
                    return "many"
                case int() | float():
                    return "few"
                case [first, *_]:
                    return first
            return "none"

        def whole(value):
            match value:
                case 1:
                    found = "one"
                case _:
                    found = "other"
            return found

        RUN = [kind(7), kind("x"), whole(1)]
    """,
    "errors": '''
        """A docstring stands first."""

        from __future__ import annotations

        from contextlib import nullcontext

        def safe(text: str) -> int:
            """Another one."""
            with nullcontext() as nothing:
                try:
                    found = int(text)
                except TypeError:
                    return -1
                except (
                    ValueError,
                    KeyError,
                ):
                    if nothing is None:
                        found = 0
                else:
                    found += 1
                finally:
                    text = ""
            return found

        RUN = [safe("1"), safe("x")]
    ''',
    "classes": """
        from dataclasses import dataclass
        from functools import cache

        @dataclass(frozen=True)
        class Pair:
            one: int
            two: int = 2

            @property
            @cache
            def both(self):
                return self.one + self.two

            def never(self):
                yield from (
                    self.one,
                    self.two,
                )

        async def later():
            async for _ in later():
                pass

        RUN = Pair(1).both
    """,
}


def judged(coverage: Coverage, file: Path) -> tuple[list[int], dict[int, tuple[int, int]]]:
    """The lines that did not run; of each branch, how many ways it has and how many were gone."""
    return coverage.analysis2(str(file))[3], coverage.branch_stats(str(file))


@pytest.mark.parametrize("shape", SHAPES)
def test_marks_prove_what_a_tracer_sees(tmp_path: Path, shape: str) -> None:
    file = tmp_path / PACKAGE / "shape.py"
    file.parent.mkdir()
    file.write_text(textwrap.dedent(SHAPES[shape]).lstrip(), "utf-8")
    tracer = Coverage(data_file=None, config_file=False, branch=True, include=[str(file)])
    tracer.start()
    run = runpy.run_path(str(file))["RUN"]
    tracer.stop()
    spec = spec_from_loader("crm_tui.shape", Loader("crm_tui.shape", str(file), tmp_path))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert repr(module.RUN) == repr(run)
    missing, ways = judged(told(tmp_path, tmp_path), file)
    assert (missing, ways) == judged(tracer, file)
    assert missing or ways, "a shape of which everything ran proves nothing"
