"""Files attached to clients, sets, tasks, talks and papers."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
POINTERS = {
    "client_id": "client",
    "set_id": "kep_set",
    "task_id": "task",
    "talk_id": "talk",
    "paper_id": "paper",
    "document_id": "kep_set_document",
}
PEOPLE = ("author_id", "removed_by_id")
KINDS = ("pdf", "image", "text", "document", "table", "archive", "signed", "letter", "executable", "other")
ONE_SUBJECT = (
    "CASE WHEN client_id IS NULL THEN 0 ELSE 1 END + CASE WHEN set_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN task_id IS NULL THEN 0 ELSE 1 END + CASE WHEN talk_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN paper_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        *(sa.Column(name, BIG) for name in POINTERS),
        sa.Column("sha256", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="filekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", BIG),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("removed_by_id", BIG),
        sa.Column("removed_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(ONE_SUBJECT, name="subject"),
        sa.CheckConstraint("document_id IS NULL OR set_id IS NOT NULL", name="document"),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_reason = '')", name="removed"),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=f"fk_attachment_{name}")
            for name, table in (POINTERS | dict.fromkeys(PEOPLE, "employee")).items()
        ),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name="fk_attachment_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("uuid", name="uq_attachment_uuid"),
    )
    for name in (*POINTERS, "sha256"):
        op.create_index(f"ix_attachment_{name}", "attachment", [name])
