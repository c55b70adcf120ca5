"""A report as JSON: stable names, exact values (times in milliseconds, money as decimal strings)."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from crm_tui.reports.parts.shapes import Line, Report, ValueKind


def to_json(report: Report) -> bytes:
    """One object: what was asked, the columns, each line by the columns' names, the total."""
    told = {
        "report": report.name,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "columns": [
            {"name": column.name, "title": column.title, "kind": column.kind.value}
            for column in report.columns
        ],
        "lines": [_line(report, line) for line in report.lines],
        "total": _line(report, report.total) if report.total else None,
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _line(report: Report, line: Line) -> dict[str, Any]:
    cells = zip(line.values, report.columns, strict=True)
    return {column.name: _plain(value, column.kind) for value, column in cells}


def _plain(value: Any, kind: ValueKind) -> Any:
    if kind is ValueKind.MONEY and isinstance(value, int):
        return str(Decimal(value) / 100)
    if kind is ValueKind.SHARE and isinstance(value, float):
        return round(value, 4)
    return value.isoformat() if isinstance(value, date) else value
