"""Payments out of files of banks: what tells them apart, how they were matched, what went back."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
WAITING = "reversed_at IS NULL AND advance_at IS NULL AND allocated_kop + returned_kop < amount_kop"


def upgrade() -> None:
    _imports()
    _payment()
    _decisions()
    _others()
    _partial(
        "ix_paper_open_sum",
        "paper",
        ["own_entity_id", "total_kop", "id"],
        "kind = 'invoice' AND state = 'issued'",
    )


def closed(*values: str, name: str) -> Any:
    """A closed list of values, held by a CHECK."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    chosen = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=chosen, postgresql_where=chosen)


def _employee(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], ["employee.id"], name=f"fk_{table}_{name}") for name in columns]


def _imports() -> None:
    op.create_table(
        "payment_import",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", KEY, nullable=False),
        sa.Column("own_entity_id", BIG, nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sum_kop", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("added_sum_kop", sa.BigInteger(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("undone_at", WHEN, nullable=True),
        sa.Column("undone_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["own_entity_id"], ["own_entity.id"], name="fk_payment_import_own_entity_id"),
        *_employee("payment_import", "author_id", "undone_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_import"),
    )
    op.create_index("ix_payment_import_at", "payment_import", ["at", "id"])


def _payment() -> None:
    with op.batch_alter_table("payment") as payment:
        payment.drop_constraint(op.f("ck_payment_paymentsource"), type_="check")
        payment.drop_constraint(op.f("ck_payment_ck_payment_allocated"), type_="check")
        payment.drop_constraint("uq_payment_source_external_id", type_="unique")
        payment.alter_column("own_entity_id", existing_type=BIG, nullable=True)
        payment.drop_column("external_id")
        payment.add_column(sa.Column("returned_kop", sa.BigInteger(), nullable=False, server_default="0"))
        payment.add_column(sa.Column("advance_at", WHEN, nullable=True))
        payment.add_column(sa.Column("own_iban", sa.String(), nullable=False, server_default=""))
        payment.add_column(sa.Column("bank_id", KEY, nullable=False, server_default=""))
        payment.add_column(sa.Column("content_key", KEY, nullable=False, server_default=""))
        payment.add_column(sa.Column("credited_on", sa.Date(), nullable=True))
        payment.add_column(sa.Column("used_kop", sa.BigInteger(), nullable=True))
        payment.add_column(sa.Column("cert_until", sa.Date(), nullable=True))
        payment.add_column(sa.Column("import_id", BIG, nullable=True))
        payment.add_column(sa.Column("line", sa.Integer(), nullable=True))
        payment.create_foreign_key("fk_payment_import_id", "payment_import", ["import_id"], ["id"])
        payment.create_check_constraint(
            op.f("ck_payment_allocated"),
            "allocated_kop >= 0 AND returned_kop >= 0 AND allocated_kop + returned_kop <= amount_kop",
        )
        payment.create_check_constraint(op.f("ck_payment_paymentsource"), "source IN ('typed', 'bank', 'ca')")
    op.create_index("ix_payment_content", "payment", ["content_key"])
    op.create_index("ix_payment_import", "payment", ["import_id", "line"])
    _partial("ix_payment_bank_id", "payment", ["bank_id"], "bank_id <> ''")
    _partial("ix_payment_waiting", "payment", ["day", "id"], WAITING)


def _decisions() -> None:
    op.create_table(
        "match_decision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payment_id", BIG, nullable=False),
        sa.Column(
            "act",
            closed("auto", "confirm", "split", "take", "advance", "return", name="matchact"),
            nullable=False,
        ),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("weighed", sa.String(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("undone_at", WHEN, nullable=True),
        sa.Column("undone_by_id", BIG, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_match_decision_payment_id"),
        *_employee("match_decision", "author_id", "undone_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_match_decision"),
    )
    op.create_index("ix_match_decision_payment", "match_decision", ["payment_id", "id"])
    op.create_index("ix_match_decision_at", "match_decision", ["at", "id"])


def _others() -> None:
    op.create_table(
        "known_payer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payer_key", KEY, nullable=False),
        sa.Column("client_id", BIG, nullable=False),
        sa.Column("decision_id", BIG, nullable=True),
        sa.Column("at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_known_payer_client_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["match_decision.id"], name="fk_known_payer_decision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_known_payer"),
        sa.UniqueConstraint("payer_key", "client_id", name="uq_known_payer_payer_key_client_id"),
    )
    op.create_index("ix_known_payer_client_id", "known_payer", ["client_id"])
    op.create_table(
        "match_rule",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("at", WHEN, nullable=False),
        *_employee("match_rule", "author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_match_rule"),
    )
    op.create_table(
        "payment_return",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payment_id", BIG, nullable=False),
        sa.Column("amount_kop", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("reversed_at", WHEN, nullable=True),
        sa.Column("reversed_by_id", BIG, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("amount_kop > 0", name="amount"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_payment_return_payment_id"),
        *_employee("payment_return", "author_id", "reversed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_return"),
    )
    op.create_index("ix_payment_return_payment_id", "payment_return", ["payment_id"])
