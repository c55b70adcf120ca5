"""That contracts were printed, told by whoever sent them to the printer."""

from collections.abc import Sequence

from crm_tui.domain.permissions import Permission
from crm_tui.usecases.contracts import note_printed
from crm_tui.usecases.office import Office


def printed_now(office: Office, paper_ids: Sequence[int]) -> None:
    """Notes it in the register, where the person may; printing itself asks no right to mark."""
    if office.can(Permission.PAPERS_CONTRACT_MARK):
        office.call(note_printed, paper_ids=paper_ids)
