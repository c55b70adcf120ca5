"""How payments were matched: what was decided and why, who pays for whom, and the rule of the office."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import MatchAct
from crm_tui.store.tables.base import KeyText, enum_type, id_field, ref, utc_now


class MatchDecision(SQLModel, table=True):
    """What was done with a payment at once, and all that was weighed; undone as one."""

    __tablename__ = "match_decision"
    __table_args__ = (
        Index("ix_match_decision_payment", "payment_id", "id"),
        Index("ix_match_decision_at", "at", "id"),
    )
    id: int | None = id_field()
    payment_id: int = ref("payment", index=False)
    act: MatchAct = Field(sa_type=enum_type(MatchAct))
    rule: str
    """Version of the rule by which the points were counted."""
    points: int | None = None
    """Of what was chosen; None: it was not among the possibilities."""
    chosen: str
    """Client and parts that were posted (JSON), as `domain.matching.as_kept` writes them."""
    weighed: str
    """The possibilities there were, the best first (JSON)."""
    done: str
    """What undoing needs (JSON): allocations and returns made, the client and the advance before."""
    author_id: int | None = ref("employee", nullable=True, index=False)
    """None: the program."""
    at: datetime = Field(default_factory=utc_now)
    undone_at: datetime | None = None
    undone_by_id: int | None = ref("employee", nullable=True, index=False)
    reason: str = ""
    """Why it was undone."""


class KnownPayer(SQLModel, table=True):
    """Somebody who pays for a client: learned when a person confirmed it; forgotten when that is undone."""

    __tablename__ = "known_payer"
    __table_args__ = (UniqueConstraint("payer_key", "client_id"),)
    id: int | None = id_field()
    payer_key: str = Field(sa_type=KeyText)
    """The payer's code or, without one, the account's IBAN."""
    client_id: int = ref("client")
    decision_id: int | None = ref("match_decision", nullable=True, index=False)
    at: datetime = Field(default_factory=utc_now)


class MatchRuleText(SQLModel, table=True):
    """A rule the office has put in the place of the shipped one; the last one counts."""

    __tablename__ = "match_rule"
    id: int | None = id_field()
    version_name: str
    text: str
    author_id: int | None = ref("employee", nullable=True, index=False)
    at: datetime = Field(default_factory=utc_now)
