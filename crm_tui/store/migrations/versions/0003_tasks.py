"""Tasks with stages, history, comments; saved filters; changes of many records."""

import sqlalchemy as sa
from alembic import op

from crm_tui.store.task_stages import seed_stages

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def closed(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


KIND = closed("taskkind", "by_hand", "renewal", "support", "notice")
DEPARTMENT = closed("department", "dept_sales", "dept_support", "dept_kep")
EVENT = closed(
    "taskeventkind",
    *("stage", "put_off", "assigned", "accepted", "handed_back"),
    *("done", "reopened", "edited", "undone", "comment"),
)
OPEN, DONE = "done_at IS NULL", "done_at IS NOT NULL"
INDEXES = (
    ("ix_task_open", ["due_on", "id"], OPEN),
    ("ix_task_assignee_open", ["assignee_id", "due_on", "id"], OPEN),
    ("ix_task_author_open", ["author_id", "due_on", "id"], OPEN),
    ("ix_task_department_open", ["department", "due_on", "id"], OPEN),
    ("ix_task_nobody_open", ["due_on", "id"], f"{OPEN} AND assignee_id IS NULL"),
    (
        "ix_task_waiting_open",
        ["assignee_id", "due_on", "id"],
        f"{OPEN} AND giver_id IS NOT NULL AND accepted_at IS NULL",
    ),
    ("ix_task_assignee_done", ["assignee_id", "done_at", "id"], DONE),
    ("ix_task_done", ["done_at", "id"], DONE),
)


def upgrade() -> None:
    _tables()
    seed_stages(op.get_bind())
    _task()
    op.add_column("talk", sa.Column("next_call_on", sa.Date(), nullable=True))
    op.add_column("talk", sa.Column("task_id", BIG, nullable=True))
    # A task is of its assignee's department, unless its stage is one of sales only.
    op.execute(
        "UPDATE task SET department = COALESCE((SELECT e.department FROM employee e"
        " WHERE e.id = task.assignee_id), department) WHERE stage NOT IN ('offer', 'invoice')"
    )


def _task() -> None:
    op.drop_index("ix_task_assignee", "task")
    with op.batch_alter_table("task") as task:
        task.drop_constraint(op.f("ck_task_taskstage"), type_="check")
        task.add_column(sa.Column("kind", KIND, nullable=False, server_default="by_hand"))
        task.add_column(sa.Column("client_service_id", BIG, nullable=True))
        task.add_column(sa.Column("term_end", sa.Date(), nullable=True))
        task.add_column(sa.Column("department", DEPARTMENT, nullable=False, server_default="dept_sales"))
        task.add_column(sa.Column("parent_id", BIG, nullable=True))
        task.add_column(sa.Column("giver_id", BIG, nullable=True))
        task.add_column(sa.Column("accepted_at", WHEN, nullable=True))
        task.create_foreign_key("fk_task_client_service_id", "client_service", ["client_service_id"], ["id"])
        task.create_foreign_key("fk_task_parent_id", "task", ["parent_id"], ["id"])
        task.create_foreign_key("fk_task_giver_id", "employee", ["giver_id"], ["id"])
        task.create_index("uq_task_term", ["client_service_id", "term_end"], unique=True)
        task.create_index("ix_task_parent_id", ["parent_id"])
    for name, columns, where in INDEXES:
        chosen = sa.text(where)
        op.create_index(name, "task", columns, sqlite_where=chosen, postgresql_where=chosen)


def _tables() -> None:
    op.create_table(
        "task_stage",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("department", DEPARTMENT, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("department", "code", name="uq_task_stage_department_code"),
    )
    op.create_table(
        "task_change",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("author_id", BIG, sa.ForeignKey("employee.id"), nullable=True),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("filter", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("undone_at", WHEN, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_task_change_author_id", "task_change", ["author_id"])
    op.create_table(
        "task_event",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("task_id", BIG, sa.ForeignKey("task.id"), nullable=False),
        sa.Column("author_id", BIG, sa.ForeignKey("employee.id"), nullable=True),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("kind", EVENT, nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("now", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("edited_at", WHEN, nullable=True),
        sa.Column("change_id", BIG, sa.ForeignKey("task_change.id"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("uuid", name="uq_task_event_uuid"),
    )
    op.create_index("ix_task_event_task", "task_event", ["task_id", "id"])
    op.create_index("ix_task_event_author_id", "task_event", ["author_id"])
    op.create_index("ix_task_event_change_id", "task_event", ["change_id"])
    op.create_table(
        "task_filter",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("owner_id", BIG, sa.ForeignKey("employee.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("owner_id", "name", name="uq_task_filter_owner_id_name"),
    )
