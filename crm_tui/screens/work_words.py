"""Work without a call in words."""

from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.work import WorkSaved


def overlap_words(saved: WorkSaved) -> str:
    """The warning about other talks of the same time."""
    times = ", ".join(
        f"{format_moment(one.started_at)} ({one_line(one.client.name) if one.client else '-'})"
        for one in saved.overlaps[:3]
    )
    return _("Saved. The same time stands on your other talks: {times}").format(times=times)
