"""A report as JSON: stable names, exact values (times in milliseconds, money as decimal strings)."""

import json
from datetime import date
from typing import Any

from crm_tui.domain.money import money_decimal
from crm_tui.reports.parts.shapes import Column, Line, Report, ValueKind


def to_json(report: Report) -> bytes:
    """One object: what was asked, the columns, each line by the columns' names, the total."""
    told = {
        "report": report.name,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "columns": [
            {"name": _name(column), "title": column.title, "kind": column.kind.value}
            for column in report.columns
        ],
        "lines": [_line(report, line) for line in report.lines],
        "total": _line(report, report.total) if report.total else None,
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _line(report: Report, line: Line) -> dict[str, Any]:
    cells = zip(line.values, report.columns, strict=True)
    return {_name(column): _plain(value, column.kind) for value, column in cells}


def _name(column: Column) -> str:
    """Money is a decimal string under its name without `_kop`, as in all our JSON."""
    return column.name.removesuffix("_kop")


def _plain(value: Any, kind: ValueKind) -> Any:
    if kind is ValueKind.MONEY and isinstance(value, int):
        return money_decimal(value)
    if kind is ValueKind.SHARE and isinstance(value, float):
        return round(value, 4)
    return value.isoformat() if isinstance(value, date) else value
