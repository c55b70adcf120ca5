"""What reports read instead of every talk: the sums by day, and what changed since they were made.

Both are derived from `talk` by the store itself (`store/talk_days.py`): they point to nothing and are not
logged.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import TalkKind
from crm_tui.store.tables.base import BigId, enum_type, id_field

NO_SERVICE = 0
"""Stands for "no service" in a key, where there can be no NULL."""


class TalkDay(SQLModel, table=True):
    """The saved talks of one Kyiv day, person, kind and service: how many, and their time."""

    __tablename__ = "talk_day"
    day: date = Field(primary_key=True)
    author_id: int = Field(primary_key=True, sa_type=BigId)
    kind: TalkKind = Field(primary_key=True, sa_type=enum_type(TalkKind))
    service_id: int = Field(primary_key=True, sa_type=BigId)
    talks: int = Field(sa_type=BigInteger)
    talk_ms: int = Field(sa_type=BigInteger)


class TalkMonth(SQLModel, table=True):
    """The same of a calendar month (its first day): a year by month is twelve of them, not 365 days."""

    __tablename__ = "talk_month"
    month: date = Field(primary_key=True)
    author_id: int = Field(primary_key=True, sa_type=BigId)
    kind: TalkKind = Field(primary_key=True, sa_type=enum_type(TalkKind))
    service_id: int = Field(primary_key=True, sa_type=BigId)
    talks: int = Field(sa_type=BigInteger)
    talk_ms: int = Field(sa_type=BigInteger)


class TalkDayChange(SQLModel, table=True):
    """A talk that came (1) or went (-1) since the sums were made; a change is both. Written by triggers."""

    __tablename__ = "talk_day_change"
    id: int | None = id_field()
    started_at: datetime
    author_id: int = Field(sa_type=BigId)
    kind: TalkKind = Field(sa_type=enum_type(TalkKind))
    service_id: int = Field(sa_type=BigId)
    talks: int
    talk_ms: int = Field(sa_type=BigInteger)
