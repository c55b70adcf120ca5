"""Papers of a sale: offers, invoices, acts, contracts; payments; outgoing mail."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _files()
    _requisites()
    _papers()
    _lines()
    _paper_files()
    _payments()
    _allocations()
    _mail()
    _own_firms()


def closed(*values: str, name: str) -> Any:
    """A closed list of values, held by a CHECK."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _files() -> None:
    op.create_table(
        "stored_file",
        sa.Column("sha256", KEY, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_stored_file"),
    )


def _requisites() -> None:
    op.create_table(
        "client_requisites",
        sa.Column("id", BIG, nullable=False),
        sa.Column("client_id", BIG, nullable=False),
        sa.Column("iban", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("tax_status", sa.String(), nullable=False),
        sa.Column("head_name_genitive", sa.String(), nullable=False),
        sa.Column("head_position_genitive", sa.String(), nullable=False),
        sa.Column("acts_on", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("treasury", sa.String(), nullable=False),
        sa.Column("procurement", sa.String(), nullable=False),
        sa.Column("purchase_code", sa.String(), nullable=False),
        sa.Column("economic_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_client_requisites_client_id"),
        sa.PrimaryKeyConstraint("id", name="pk_client_requisites"),
        sa.UniqueConstraint("client_id", name="uq_client_requisites_client_id"),
    )


def _papers() -> None:
    op.create_table(
        "paper",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", closed("offer", "invoice", "service_act", "contract", name="paperkind"), nullable=False
        ),
        sa.Column(
            "state",
            closed("draft", "issued", "part_paid", "paid", "cancelled", name="paperstate"),
            nullable=False,
        ),
        sa.Column("own_entity_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number_text", sa.String(), nullable=False),
        sa.Column("client_id", BIG, nullable=False),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("task_id", BIG, nullable=True),
        sa.Column("talk_id", BIG, nullable=True),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column(
            "contract_kind",
            closed("commercial_contract", "budget_contract", name="contractkind"),
            nullable=True,
        ),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("net_kop", sa.BigInteger(), nullable=False),
        sa.Column("vat_kop", sa.BigInteger(), nullable=False),
        sa.Column("total_kop", sa.BigInteger(), nullable=False),
        sa.Column("paid_kop", sa.BigInteger(), nullable=False),
        sa.Column("based_on_id", BIG, nullable=True),
        sa.Column("version_of_id", BIG, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_id", BIG, nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (number IS NULL)", name="ck_paper_issued_has_number"),
        sa.CheckConstraint("paid_kop >= 0 AND paid_kop <= total_kop", name="ck_paper_paid"),
        sa.CheckConstraint("total_kop = net_kop + vat_kop", name="ck_paper_sum"),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name="fk_paper_author_id"),
        sa.ForeignKeyConstraint(["based_on_id"], ["paper.id"], name="fk_paper_based_on_id"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_paper_client_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_paper_contact_id"),
        sa.ForeignKeyConstraint(["issued_by_id"], ["employee.id"], name="fk_paper_issued_by_id"),
        sa.ForeignKeyConstraint(["own_entity_id"], ["own_entity.id"], name="fk_paper_own_entity_id"),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_paper_talk_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_paper_task_id"),
        sa.ForeignKeyConstraint(["version_of_id"], ["paper.id"], name="fk_paper_version_of_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.UniqueConstraint(
            "own_entity_id",
            "kind",
            "year",
            "number",
            "edition",
            name="uq_paper_own_entity_id_kind_year_number_edition",
        ),
        sa.UniqueConstraint("uuid", name="uq_paper_uuid"),
    )
    op.create_index("ix_paper_author", "paper", ["author_id", "day"], unique=False)
    op.create_index("ix_paper_based_on_id", "paper", ["based_on_id"], unique=False)
    op.create_index("ix_paper_client", "paper", ["client_id", "day", "id"], unique=False)
    op.create_index("ix_paper_contact_id", "paper", ["contact_id"], unique=False)
    op.create_index("ix_paper_day", "paper", ["day", "id"], unique=False)
    op.create_index("ix_paper_issued_by_id", "paper", ["issued_by_id"], unique=False)
    op.create_index("ix_paper_own_entity_id", "paper", ["own_entity_id"], unique=False)
    op.create_index("ix_paper_state", "paper", ["state", "day", "id"], unique=False)
    op.create_index("ix_paper_talk_id", "paper", ["talk_id"], unique=False)
    op.create_index("ix_paper_task_id", "paper", ["task_id"], unique=False)
    op.create_index("ix_paper_version_of_id", "paper", ["version_of_id"], unique=False)


def _lines() -> None:
    op.create_table(
        "paper_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("paper_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("client_service_id", BIG, nullable=True),
        sa.Column("term_end", sa.Date(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("quantity_milli", sa.Integer(), nullable=False),
        sa.Column("price_kop", sa.BigInteger(), nullable=False),
        sa.Column("includes_vat", sa.Boolean(), nullable=False),
        sa.Column("vat", closed("vat_exempt", "vat_20", name="vatmode"), nullable=False),
        sa.Column("net_kop", sa.BigInteger(), nullable=False),
        sa.Column("vat_kop", sa.BigInteger(), nullable=False),
        sa.Column("total_kop", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity_milli > 0", name="ck_paper_line_quantity"),
        sa.CheckConstraint("total_kop = net_kop + vat_kop", name="ck_paper_line_sum"),
        sa.ForeignKeyConstraint(
            ["client_service_id"], ["client_service.id"], name="fk_paper_line_client_service_id"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_paper_line_paper_id"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_paper_line_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_line"),
        sa.UniqueConstraint("paper_id", "place", name="uq_paper_line_paper_id_place"),
    )
    op.create_index("ix_paper_line_renewal", "paper_line", ["client_service_id", "term_end"], unique=False)
    op.create_index("ix_paper_line_service_id", "paper_line", ["service_id"], unique=False)


def _paper_files() -> None:
    op.create_table(
        "paper_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("paper_id", BIG, nullable=False),
        sa.Column("sha256", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_paper_file_paper_id"),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name="fk_paper_file_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_file"),
        sa.UniqueConstraint("paper_id", "sha256", name="uq_paper_file_paper_id_sha256"),
    )
    op.create_index("ix_paper_file_sha256", "paper_file", ["sha256"], unique=False)


def _payments() -> None:
    op.create_table(
        "payment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("own_entity_id", BIG, nullable=False),
        sa.Column("client_id", BIG, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount_kop", sa.BigInteger(), nullable=False),
        sa.Column("allocated_kop", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("payer_code", KEY, nullable=False),
        sa.Column("payer_iban", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("source", closed("typed", "import", name="paymentsource"), nullable=False),
        sa.Column("external_id", KEY, nullable=True),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversed_by_id", BIG, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("allocated_kop >= 0 AND allocated_kop <= amount_kop", name="ck_payment_allocated"),
        sa.CheckConstraint("amount_kop > 0", name="ck_payment_amount"),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name="fk_payment_author_id"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_payment_client_id"),
        sa.ForeignKeyConstraint(["own_entity_id"], ["own_entity.id"], name="fk_payment_own_entity_id"),
        sa.ForeignKeyConstraint(["reversed_by_id"], ["employee.id"], name="fk_payment_reversed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("source", "external_id", name="uq_payment_source_external_id"),
        sa.UniqueConstraint("uuid", name="uq_payment_uuid"),
    )
    op.create_index("ix_payment_author_id", "payment", ["author_id"], unique=False)
    op.create_index("ix_payment_client", "payment", ["client_id", "day"], unique=False)
    op.create_index("ix_payment_day", "payment", ["day", "id"], unique=False)
    op.create_index("ix_payment_own_entity_id", "payment", ["own_entity_id"], unique=False)
    op.create_index("ix_payment_reversed_by_id", "payment", ["reversed_by_id"], unique=False)


def _allocations() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payment_id", BIG, nullable=False),
        sa.Column("paper_id", BIG, nullable=False),
        sa.Column("amount_kop", sa.BigInteger(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversed_by_id", BIG, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("amount_kop > 0", name="ck_allocation_amount"),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name="fk_allocation_author_id"),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_allocation_paper_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_allocation_payment_id"),
        sa.ForeignKeyConstraint(["reversed_by_id"], ["employee.id"], name="fk_allocation_reversed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_allocation"),
    )
    op.create_index("ix_allocation_author_id", "allocation", ["author_id"], unique=False)
    op.create_index("ix_allocation_created_at", "allocation", ["created_at", "id"], unique=False)
    op.create_index("ix_allocation_paper", "allocation", ["paper_id"], unique=False)
    op.create_index("ix_allocation_payment", "allocation", ["payment_id"], unique=False)
    op.create_index("ix_allocation_reversed_by_id", "allocation", ["reversed_by_id"], unique=False)


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            closed("queued", "sending", "sent", "failed", "in_doubt", "dropped", name="mailstate"),
            nullable=False,
        ),
        sa.Column("client_id", BIG, nullable=True),
        sa.Column("paper_id", BIG, nullable=True),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sha256", KEY, nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name="fk_mail_author_id"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_mail_client_id"),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_mail_paper_id"),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name="fk_mail_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
        sa.UniqueConstraint("uuid", name="uq_mail_uuid"),
    )
    op.create_index("ix_mail_author_id", "mail", ["author_id"], unique=False)
    op.create_index("ix_mail_client_id", "mail", ["client_id"], unique=False)
    op.create_index("ix_mail_paper_id", "mail", ["paper_id"], unique=False)
    op.create_index("ix_mail_state", "mail", ["state", "next_try_at"], unique=False)


def _own_firms() -> None:
    op.add_column(
        "own_entity", sa.Column("vat_payer", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("own_entity", sa.Column("bank", sa.String(), nullable=False, server_default=""))
    op.add_column("own_entity", sa.Column("mail_address", sa.String(), nullable=False, server_default=""))
    op.add_column("own_entity", sa.Column("email", sa.String(), nullable=False, server_default=""))
    op.add_column("own_entity", sa.Column("tax_status", sa.String(), nullable=False, server_default=""))
    op.add_column("own_entity", sa.Column("head_name", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "own_entity", sa.Column("head_name_genitive", sa.String(), nullable=False, server_default="")
    )
    op.add_column("own_entity", sa.Column("head_position", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "own_entity", sa.Column("head_position_genitive", sa.String(), nullable=False, server_default="")
    )
    op.add_column("own_entity", sa.Column("acts_on", sa.String(), nullable=False, server_default=""))
    op.add_column("own_entity", sa.Column("place", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "own_entity", sa.Column("number_form", sa.String(), nullable=False, server_default="{number}")
    )
    # How a number looks is said once for all series of a firm.
    op.drop_column("document_series", "prefix")
