"""The opened office: a store, the settings and who acts; use cases are called through it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crm_tui.config import Settings
from crm_tui.domain.permissions import Actor, Permission, allowed
from crm_tui.store.bus import Callback, Subscription
from crm_tui.store.bus import subscribe as listen
from crm_tui.store.engine import CACHE_KB, Store, open_store
from crm_tui.store.scope import read_scope, write_scope
from crm_tui.usecases.base import Args, Result, UseCase, info_of


def utc_now() -> datetime:
    return datetime.now(UTC)


NOBODY = Actor(id=None, login="", full_name="")


@dataclass(frozen=True, slots=True)
class Office:
    """Everything needed to call a use case; safe to use from several threads."""

    store: Store
    settings: Settings
    actor: Actor = NOBODY
    clock: Callable[[], datetime] = utc_now

    def call(self, use_case: UseCase[Args, Result], /, *args: Args.args, **kwargs: Args.kwargs) -> Result:
        """Runs a use case in a scope of its own; raises Refused for what cannot be done."""
        around = info_of(use_case).around
        if around is not None:
            done: Result = around(self, use_case, *args, **kwargs)
            return done
        return self.run(use_case, *args, **kwargs)

    def run(self, use_case: UseCase[Args, Result], /, *args: Args.args, **kwargs: Args.kwargs) -> Result:
        """One scope with the use case in it; what belongs around the use case is left out."""
        known = info_of(use_case)
        if known.writes:
            with write_scope(self.store, self.actor, act=known.name, now=self.clock()) as unit:
                return use_case(unit, *args, **kwargs)
        with read_scope(self.store, self.actor, now=self.clock()) as unit:
            return use_case(unit, *args, **kwargs)

    def can(self, permission: Permission) -> bool:
        return allowed(self.actor, permission)

    def subscribe(self, topics: Collection[str] | None, callback: Callback) -> Subscription:
        """Tells of changes in a thread of its own: topics with ids to look at again (None: all topics)."""
        return listen(self.store, topics, callback)

    def as_actor(self, actor: Actor) -> "Office":
        return replace(self, actor=actor)

    def close(self) -> None:
        self.store.close()


def open_office(settings: Settings, *, actor: Actor = NOBODY, cache_kb: int = CACHE_KB) -> Office:
    """Opens the store of the settings; Refused when its address cannot be used."""
    return Office(store=open_store(settings, cache_kb=cache_kb), settings=settings, actor=actor)
