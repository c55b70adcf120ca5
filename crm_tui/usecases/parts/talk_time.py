"""A person's time in a call, put on his talk about it."""

from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.kinds import TalkState
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Talk


def put_talk_time(unit: Unit, *, call_id: int, employee_id: int, talk_ms: int) -> int:
    """Puts the time on the first talk of this person about this call, none on the others; how many changed.

    Saying it again changes nothing; the time of a draft is kept and saved with it.
    """
    statement = select_rows(Talk).where(col(Talk.call_id) == call_id, col(Talk.author_id) == employee_id)
    changed = 0
    for place, talk in enumerate(unit.session.exec(statement.order_by(col(Talk.id))).all()):
        credited = talk_ms if place == 0 else 0
        if talk.talk_ms == credited:
            continue
        changed += 1
        if talk.state is TalkState.DRAFT:
            talk.talk_ms = credited
            unit.session.flush()
        else:
            unit.change(talk, talk_ms=credited)
        unit.notify("talks", talk.id)
        unit.notify(f"op.{employee_id}", talk.id)
    return changed
