"""Work in threads whose answers come back to the event loop; an answer to an old question is dropped."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from textual.dom import DOMNode

Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Job:
    call: Callable[[], Any]
    then: Callable[[Any], None]
    failed: Callable[[Exception], None]


class Jobs:
    """The jobs of one widget or screen, by group: at most one of a group runs, only the newest waits.

    A new job of a group makes the answers of the older ones stale. So a search line that is typed into
    quickly asks the store no more often than the store answers.
    """

    def __init__(self, owner: DOMNode) -> None:
        self._owner = owner
        self._running: dict[str, _Job] = {}
        self._waiting: dict[str, _Job] = {}

    def busy(self, group: str) -> bool:
        """Whether an answer of this group is still to come."""
        return group in self._running

    @property
    def idle(self) -> bool:
        return not self._running

    def run(
        self,
        group: str,
        call: Callable[[], Answer],
        then: Callable[[Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Runs `call` in a thread, then `then` (or `failed`) in the event loop while the owner is mounted."""
        job = _Job(call, then, failed)
        if group in self._running:
            self._waiting[group] = job
            return
        self._running[group] = job
        self._owner.run_worker(self._work(group, job), group=f"jobs-{group}", exit_on_error=True)

    async def _work(self, group: str, job: _Job) -> None:
        import asyncio

        error: Exception | None = None
        answer: Any = None
        try:
            answer = await asyncio.to_thread(job.call)
        except Exception as raised:  # told to whoever asked
            error = raised
        del self._running[group]
        waiting = self._waiting.pop(group, None)
        if waiting is not None:
            self.run(group, waiting.call, waiting.then, waiting.failed)
        elif not self._alive:
            return
        elif error is not None:
            job.failed(error)
        else:
            job.then(answer)

    @property
    def _alive(self) -> bool:
        """Whether there is still somebody to answer to: a screen being left loses its parts first."""
        owner = self._owner
        return owner.is_attached and owner.is_running and owner.app.is_running and not owner._pruning
