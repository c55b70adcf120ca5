"""All unknown holders of kept certificates, page after page."""

from collections.abc import Iterator

from crm_tui.usecases.certificate_holders import LONGEST_PAGE, UnknownHolder, unknown_holders
from crm_tui.usecases.office import Office


def holders_unknown(office: Office) -> Iterator[UnknownHolder]:
    """Each holder once; a card that is made meanwhile takes its holder off the pages that follow."""
    after: str | None = ""
    while after is not None:
        page = office.call(unknown_holders, after=after, limit=LONGEST_PAGE)
        yield from page.rows
        after = page.after
