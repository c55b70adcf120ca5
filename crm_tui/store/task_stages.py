"""The stages that every new office begins with; a head may rename them, add others, put some away."""

from sqlalchemy import Connection, column, insert, table

_STAGES = {
    "dept_sales": (
        ("new", "новий"),
        ("offer", "пропозиція"),
        ("invoice", "рахунок"),
        ("paid", "оплачено"),
    ),
    "dept_support": (
        ("new", "новий"),
        ("in_work", "у роботі"),
        ("waiting", "чекаємо"),
    ),
    "dept_kep": (
        ("new", "новий"),
        ("invoice", "рахунок"),
        ("paid", "оплачено"),
        ("ordered", "замовлено"),
        ("generated", "згенеровано"),
    ),
}
_FINAL = (("done", "виконано"), ("refused", "відмова"))
_NAMES = ("department", "code", "name", "position", "final", "refused", "active", "version")


def seed_stages(connection: Connection) -> None:
    """Writes the stages of each department; the table must be empty."""
    rows = [
        dict(
            zip(
                _NAMES,
                (department, code, name, place, final, final and code == "refused", True, 1),
                strict=True,
            )
        )
        for department, stages in _STAGES.items()
        for place, (code, name, final) in enumerate(
            [(*one, False) for one in stages] + [(*one, True) for one in _FINAL], start=1
        )
    ]
    connection.execute(insert(table("task_stage", *map(column, _NAMES))), rows)
