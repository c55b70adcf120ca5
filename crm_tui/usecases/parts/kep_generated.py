"""The certificates of a set are made: its facts, its term, the duties that follow."""

from datetime import date

from crm_tui.domain.kep_sets import KepDuty
from crm_tui.domain.text import clean
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepSet
from crm_tui.usecases.parts.kep_hands import put_facts
from crm_tui.usecases.parts.kep_tasks import close_duties, duty_task
from crm_tui.usecases.parts.kep_terms import put_term


def put_generated(
    unit: Unit,
    found: KepSet,
    *,
    valid_from: date,
    valid_to: date,
    day: date,
    by_id: int | None,
    issuer: str,
) -> None:
    """Writes it into a set in hand: the client's service gets the term, of a ПРРО the tax office is told."""
    put_facts(
        unit,
        found,
        generated_on=day,
        generated_by_id=by_id,
        valid_from=valid_from,
        valid_to=valid_to,
        issuer=" ".join(clean(issuer).split()),
    )
    put_term(unit, found)
    close_duties(unit, found, KepDuty.GENERATION)
    if found.prro:
        duty_task(unit, found, KepDuty.FORM_5PRRO)
