"""The register of contracts: what became of each contract that was issued."""

from datetime import date

from sqlmodel import Field, SQLModel

from crm_tui.store.tables.base import id_field, partial_index, ref


class Contract(SQLModel, table=True):
    """The facts of one issued contract (Kyiv days); number, day, kind, client and sums are its paper's.

    A new version of the paper is signed anew, so it has a row of its own.
    """

    __table_args__ = (
        partial_index("ix_contract_waiting", "paper_id", where="returned_on IS NULL AND ended_on IS NULL"),
    )
    id: int | None = id_field()
    paper_id: int = ref("paper", index=False, unique=True)
    printed_on: date | None = None
    sent_on: date | None = None
    returned_on: date | None = None
    """Came back signed."""
    returned_by_id: int | None = ref("employee", nullable=True, index=False)
    scanned_on: date | None = None
    prolonged_until: date | None = None
    ended_on: date | None = None
    version: int = Field(default=1)
