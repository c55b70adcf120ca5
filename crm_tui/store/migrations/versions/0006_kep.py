"""КЕП: kinds of sets, sets of certificates, boxes of papers for the CA."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _dispatch_box()
    _kep_set_kind()
    _kep_set_kind_document()
    _kep_set()
    _kep_holder()
    _kep_set_document()
    _kep_set_line()
    _kep_set_task()


def closed(*values: str, name: str) -> Any:
    """A closed list of values, held by a CHECK."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _dispatch_box() -> None:
    op.create_table(
        "dispatch_box",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name="fk_dispatch_box_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dispatch_box"),
        sa.UniqueConstraint("number", name="uq_dispatch_box_number"),
    )


def _kep_set_kind() -> None:
    op.create_table(
        "kep_set_kind",
        sa.Column("id", BIG, nullable=False),
        sa.Column("service_id", BIG, nullable=False),
        sa.Column("ca_service_id", BIG, nullable=True),
        sa.Column("holders", sa.String(), nullable=False),
        sa.Column("prro", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ca_service_id"], ["service.id"], name="fk_kep_set_kind_ca_service_id"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_kep_set_kind_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kep_set_kind"),
        sa.UniqueConstraint("service_id", name="uq_kep_set_kind_service_id"),
    )
    op.create_index("ix_kep_set_kind_ca_service_id", "kep_set_kind", ["ca_service_id"])


def _kep_set_kind_document() -> None:
    op.create_table(
        "kep_set_kind_document",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["kep_set_kind.id"], name="fk_kep_set_kind_document_kind_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kep_set_kind_document"),
        sa.UniqueConstraint("kind_id", "place", name="uq_kep_set_kind_document_kind_id_place"),
    )


def _kep_set() -> None:
    op.create_table(
        "kep_set",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("client_id", BIG, nullable=False),
        sa.Column("kind_id", BIG, nullable=False),
        sa.Column("kind_name", sa.String(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            closed(
                "issued", "paid", "ordered", "generated", "documents", "closed", "cancelled", name="kepstate"
            ),
            nullable=False,
        ),
        sa.Column("own_entity_id", BIG, nullable=True),
        sa.Column("manager_id", BIG, nullable=True),
        sa.Column("invoice_id", BIG, nullable=True),
        sa.Column("own_kop", sa.BigInteger(), nullable=False),
        sa.Column("ca_kop", sa.BigInteger(), nullable=False),
        sa.Column("total_kop", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_by_hand", sa.Boolean(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("ordered_by_id", BIG, nullable=True),
        sa.Column("generated_on", sa.Date(), nullable=True),
        sa.Column("generated_by_id", BIG, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("documents_on", sa.Date(), nullable=True),
        sa.Column("documents_by_id", BIG, nullable=True),
        sa.Column(
            "documents_place",
            closed("nowhere", "auto_renewal", "dispatch_box", name="documentsplace"),
            nullable=False,
        ),
        sa.Column("box_id", BIG, nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_by_id", BIG, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("prro", sa.Boolean(), nullable=False),
        sa.Column("storage", sa.String(), nullable=False),
        sa.Column("client_service_id", BIG, nullable=True),
        sa.Column("task_id", BIG, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(cancelled_on IS NULL) = (state <> 'cancelled')", name="ck_kep_set_cancelled"),
        sa.CheckConstraint(
            "(documents_place = 'dispatch_box') = (box_id IS NOT NULL)", name="ck_kep_set_place"
        ),
        sa.CheckConstraint("total_kop = own_kop + ca_kop", name="ck_kep_set_sum"),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="ck_kep_set_term"
        ),
        sa.ForeignKeyConstraint(["box_id"], ["dispatch_box.id"], name="fk_kep_set_box_id"),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["employee.id"], name="fk_kep_set_cancelled_by_id"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_kep_set_client_id"),
        sa.ForeignKeyConstraint(
            ["client_service_id"], ["client_service.id"], name="fk_kep_set_client_service_id"
        ),
        sa.ForeignKeyConstraint(["documents_by_id"], ["employee.id"], name="fk_kep_set_documents_by_id"),
        sa.ForeignKeyConstraint(["generated_by_id"], ["employee.id"], name="fk_kep_set_generated_by_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["paper.id"], name="fk_kep_set_invoice_id"),
        sa.ForeignKeyConstraint(["kind_id"], ["kep_set_kind.id"], name="fk_kep_set_kind_id"),
        sa.ForeignKeyConstraint(["manager_id"], ["employee.id"], name="fk_kep_set_manager_id"),
        sa.ForeignKeyConstraint(["ordered_by_id"], ["employee.id"], name="fk_kep_set_ordered_by_id"),
        sa.ForeignKeyConstraint(["own_entity_id"], ["own_entity.id"], name="fk_kep_set_own_entity_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_kep_set_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kep_set"),
        sa.UniqueConstraint("uuid", name="uq_kep_set_uuid"),
    )
    op.create_index("ix_kep_set_box_id", "kep_set", ["box_id"])
    op.create_index("ix_kep_set_client", "kep_set", ["client_id", "issued_on", "id"])
    op.create_index("ix_kep_set_client_service_id", "kep_set", ["client_service_id"])
    op.create_index("ix_kep_set_day", "kep_set", ["issued_on", "id"])
    op.create_index("ix_kep_set_generated_by_id", "kep_set", ["generated_by_id"])
    op.create_index("ix_kep_set_generated_on", "kep_set", ["generated_on", "id"])
    op.create_index("ix_kep_set_invoice_id", "kep_set", ["invoice_id"])
    op.create_index("ix_kep_set_kind_id", "kep_set", ["kind_id"])
    op.create_index("ix_kep_set_manager", "kep_set", ["manager_id", "issued_on", "id"])
    missing = sa.text("documents_on IS NULL AND cancelled_on IS NULL")
    op.create_index(
        "ix_kep_set_no_documents",
        "kep_set",
        ["manager_id", "id"],
        sqlite_where=missing,
        postgresql_where=missing,
    )
    op.create_index("ix_kep_set_ordered_by_id", "kep_set", ["ordered_by_id"])
    op.create_index("ix_kep_set_paid_on", "kep_set", ["paid_on", "id"])
    op.create_index("ix_kep_set_state", "kep_set", ["state", "issued_on", "id"])


def _kep_holder() -> None:
    op.create_table(
        "kep_holder",
        sa.Column("id", BIG, nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            closed(
                "head",
                "accountant",
                "employee",
                "seal",
                "sole_trader",
                "cashier",
                "private_person",
                name="holderkind",
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("rnokpp", KEY, nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["kep_set.id"], name="fk_kep_holder_set_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kep_holder"),
        sa.UniqueConstraint("set_id", "place", name="uq_kep_holder_set_id_place"),
    )


def _kep_set_document() -> None:
    op.create_table(
        "kep_set_document",
        sa.Column("id", BIG, nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["employee.id"], name="fk_kep_set_document_received_by_id"
        ),
        sa.ForeignKeyConstraint(["set_id"], ["kep_set.id"], name="fk_kep_set_document_set_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kep_set_document"),
        sa.UniqueConstraint("set_id", "place", name="uq_kep_set_document_set_id_place"),
    )


def _kep_set_line() -> None:
    op.create_table(
        "kep_set_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("payee", closed("own", "ca", name="payee"), nullable=False),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("price_kop", sa.BigInteger(), nullable=False),
        sa.Column("vat", closed("vat_exempt", "vat_20", name="vatmode"), nullable=False),
        sa.Column("includes_vat", sa.Boolean(), nullable=False),
        sa.Column("total_kop", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_kep_set_line_service_id"),
        sa.ForeignKeyConstraint(["set_id"], ["kep_set.id"], name="fk_kep_set_line_set_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kep_set_line"),
        sa.UniqueConstraint("set_id", "place", name="uq_kep_set_line_set_id_place"),
    )


def _kep_set_task() -> None:
    op.create_table(
        "kep_set_task",
        sa.Column("id", BIG, nullable=False),
        sa.Column("set_id", BIG, nullable=False),
        sa.Column(
            "duty", closed("documents", "generation", "payment", "form_5prro", name="kepduty"), nullable=False
        ),
        sa.Column("task_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["kep_set.id"], name="fk_kep_set_task_set_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_kep_set_task_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kep_set_task"),
        sa.UniqueConstraint("set_id", "duty", name="uq_kep_set_task_set_id_duty"),
    )
    op.create_index("ix_kep_set_task_task_id", "kep_set_task", ["task_id"])
