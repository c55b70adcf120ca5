"""Compiles the translation catalogues while the wheel (or an editable install) is built."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `tools/i18n.py compile`, so a wheel always carries its .mo files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        tool = runpy.run_path(str(Path(self.root, "tools", "i18n.py")))
        tool["compile_catalogues"](Path(self.root))
