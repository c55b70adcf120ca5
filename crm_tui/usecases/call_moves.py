"""A call moved to another client or service with a reason: its talks, and so their time, go with it (S41)."""

from collections.abc import Sequence

from sqlmodel import col, or_, select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import ClientCertainty, TalkKind, TalkState
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallerChoice, CallLeg, CallMove, Client, Service, Talk
from crm_tui.usecases.base import requires
from crm_tui.usecases.calls import CallCard, show_call
from crm_tui.usecases.parts.call_client import choose, contact_with
from crm_tui.usecases.parts.core import must

__all__ = ["move_call"]


@requires(Permission.CALLS_CALL_ATTACH, writes=True)
def move_call(
    unit: Unit, *, call_id: int, client_id: int, service_id: int | None = None, reason: str
) -> CallCard:
    """The call and the talks about it go to this client; with `service_id` its support talks to this service.

    Talks about the call with yet another client stay with him. Moving back undoes it; both moves stand in the
    call and in the histories of both clients. Refused where nothing would change, without a reason, or when a
    talk carries the time of other calls too; Forbidden for others' calls and talks, except to heads.
    """
    call = must(unit.lock(Call, call_id), _("call"), call_id)
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    if client.deleted_at is not None:
        raise Refused(_("This card is no more: open the one it was merged into"))
    if service_id is not None:
        must(unit.session.get(Service, service_id), _("service"), service_id)
    if not (why := clean(reason).strip()):
        raise Refused(_("Say why the call is moved"))
    about = _talks_about(unit, call)
    _refuse_others(unit, call, about)
    changed = {talk.id: service_id for talk in about if _gets_service(talk, service_id)}
    if call.client_id == client_id and not changed:
        raise Refused(_("The call stands there already: nothing to move"))
    if call.client_id != client_id:
        _refuse_joined(unit, call, about)
    move = CallMove(call_id=call_id, from_client_id=call.client_id, to_client_id=client_id, reason=why)
    move.to_service_id, move.employee_id, move.moved_at = service_id, unit.actor.id, unit.now
    _keep_history(unit, move, [talk for talk in about if talk.id in changed])
    _move(unit, call, client_id, about, changed)
    return show_call(unit, call_id=call_id)


def _talks_about(unit: Unit, call: Call) -> Sequence[Talk]:
    """The talks that belong to the call's client; a draft may have no client yet."""
    asked = select(Talk).where(
        Talk.call_id == call.id, or_(Talk.client_id == call.client_id, col(Talk.client_id).is_(None))
    )
    return unit.session.exec(asked.order_by(col(Talk.id)).with_for_update()).all()


def _gets_service(talk: Talk, service_id: int | None) -> bool:
    """A draft's service is for its writer to choose; a sale's is what somebody is paid for."""
    return (
        service_id is not None
        and talk.state is TalkState.SAVED
        and talk.kind is TalkKind.SUPPORT
        and talk.service_id != service_id
    )


def _refuse_others(unit: Unit, call: Call, about: Sequence[Talk]) -> None:
    """One's own: who spoke in it, dialled it or wrote of it, unless another's saved talk would move too."""
    if allowed(unit.actor, Permission.CALLS_CALL_MOVE_OTHERS):
        return
    authors = {talk.author_id for talk in about if talk.state is TalkState.SAVED}
    spoke = set(
        unit.session.exec(select(CallLeg.employee_id).where(CallLeg.call_id == call.id, CallLeg.talk_ms > 0))
    )
    part = authors | {one for one in (*spoke, call.dialled_by_id) if one is not None}
    if authors - {unit.actor.id} or (part and unit.actor.id not in part):
        raise Forbidden(_("A call of others is moved by a head"))


def _refuse_joined(unit: Unit, call: Call, about: Sequence[Talk]) -> None:
    ids = {talk.id for talk in about}
    legs = unit.session.exec(
        select(CallLeg).where(or_(CallLeg.call_id == call.id, col(CallLeg.talk_id).in_(ids)))
    ).all()
    for leg in legs:
        elsewhere = leg.call_id != call.id
        joined = leg.talk_id is not None and leg.talk_id not in ids and not _of_another(unit, leg, call)
        if elsewhere or joined:
            raise Refused(
                _("Talk {id} carries the time of other calls too: take them apart first").format(
                    id=leg.talk_id
                )
            )


def _of_another(unit: Unit, leg: CallLeg, call: Call) -> bool:
    """A talk about this very call with another client, which stays with him."""
    talk = unit.session.get(Talk, leg.talk_id)
    return talk is not None and talk.call_id == call.id


def _keep_history(unit: Unit, move: CallMove, changed: Sequence[Talk]) -> None:
    """One row for each service that the talks leave; one without services when only the client changes."""
    for had in sorted({talk.service_id for talk in changed}, key=lambda one: one or 0) or [None]:
        to_service_id = move.to_service_id if changed else None
        unit.add(CallMove(**move.model_dump() | {"from_service_id": had, "to_service_id": to_service_id}))


def _move(
    unit: Unit, call: Call, client_id: int, about: Sequence[Talk], changed: dict[int | None, int | None]
) -> None:
    was, new = call.client_id, call.client_id != client_id
    contact_id = contact_with(unit, client_id, call.e164) if new else None
    for talk in about:
        values = {"client_id": client_id, "contact_id": contact_id} if new else {}
        values |= {"service_id": changed[talk.id]} if talk.id in changed else {}
        if talk.state is TalkState.DRAFT:
            for name, value in values.items():
                setattr(talk, name, value)
            unit.session.flush()
        else:
            unit.change(talk, **values, updated_at=unit.now)
        unit.notify("talks", talk.id)
        unit.notify(f"op.{talk.author_id}", talk.id)
    if new:
        known = unit.session.get(CallerChoice, call.e164) if call.e164 else None
        if known is not None and known.client_id == was:
            choose(unit, call, client_id=client_id, contact_id=contact_id)
        else:
            # What the number's next call offers is not a matter of an old one.
            unit.change(call, client_id=client_id, contact_id=contact_id, certainty=ClientCertainty.CHOSEN)
    unit.notify("calls", call.id)
    unit.notify("clients", *(one for one in (was, client_id) if one is not None))
