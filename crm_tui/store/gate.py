"""What every use case and report has: a named permission, and whether it writes.

    @requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
    def add_client(unit: Unit, *, ...) -> ClientCard: ...

Such a function is `verb(unit, *, ...) -> frozen dataclass`; it never commits. Outside its room it is called
through `Office.call`, which opens the right scope. A test refuses a public function without the decorator.
The gate stands here, beside the units that it guards, since use cases and reports must not know each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from crm_tui.domain.errors import Forbidden
from crm_tui.domain.permissions import Actor, Permission, allowed
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.store.scope import Unit


class Acts(Protocol):
    """Whatever a use case works on says who acts."""

    @property
    def actor(self) -> Actor: ...


Args = ParamSpec("Args")
Result = TypeVar("Result")
AnyUnit = TypeVar("AnyUnit", bound=Acts)
UseCase = Callable[Concatenate["Unit", Args], Result]


@dataclass(frozen=True, slots=True)
class UseCaseInfo:
    """What is known of a use case without running it; permission None means anybody, even before sign-in."""

    name: str
    permission: Permission | None
    writes: bool
    around: Callable[..., Any] | None = None
    """Called by the office in its place, with the office, the use case and the arguments: it does what takes
    long outside of the scope, where it keeps no other writer waiting, and then runs the use case in one."""


USE_CASES: dict[str, UseCaseInfo] = {}
"""All use cases by `module.function`; filled as their modules are imported."""


def requires(
    permission: Permission | None, *, writes: bool = False, around: Callable[..., Any] | None = None
) -> Callable[[Callable[Concatenate[AnyUnit, Args], Result]], Callable[Concatenate[AnyUnit, Args], Result]]:
    """Marks a use case: the permission is checked before it runs, Forbidden is raised without it."""

    def mark(
        function: Callable[Concatenate[AnyUnit, Args], Result],
    ) -> Callable[Concatenate[AnyUnit, Args], Result]:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        USE_CASES[name] = UseCaseInfo(name, permission, writes, around)

        @wraps(function)
        def checked(unit: AnyUnit, /, *args: Args.args, **kwargs: Args.kwargs) -> Result:
            if permission is not None and not allowed(unit.actor, permission):
                raise Forbidden(_("You have no right to do this: {right}").format(right=permission.value))
            return function(unit, *args, **kwargs)

        return checked

    return mark


def info_of(function: Callable[..., object]) -> UseCaseInfo:
    """The record made by `requires`; KeyError for a function without it."""
    return USE_CASES[f"{function.__module__.rpartition('.')[2]}.{function.__name__}"]
