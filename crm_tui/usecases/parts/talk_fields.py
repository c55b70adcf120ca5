"""What a person types of a talk, and the rules it must meet to be saved."""

from dataclasses import dataclass

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TalkKind
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Contact, Service, Talk
from crm_tui.usecases.parts.core import must

LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class TalkFields:
    """The form of a talk: kind, whom with, about what, the outcome and the words."""

    kind: TalkKind
    client_id: int | None = None
    contact_id: int | None = None
    service_id: int | None = None
    result: str = ""
    text: str = ""


def checked(unit: Unit, fields: TalkFields) -> TalkFields:
    """The fields, cleaned, when a talk with them can be saved; else Refused with what is missing."""
    if fields.client_id is None:
        raise Refused(_("Choose the client of this talk before saving"))
    if fields.kind is TalkKind.SALE and fields.service_id is None:
        raise Refused(_("A sales talk needs a service: choose one before saving"))
    if len(fields.text) > LONGEST_TEXT:
        raise Refused(_("The text of a talk is at most {n} letters").format(n=LONGEST_TEXT))
    must(unit.session.get(Client, fields.client_id), _("client"), fields.client_id)
    if fields.contact_id is not None:
        must(unit.session.get(Contact, fields.contact_id), _("contact"), fields.contact_id)
    if fields.service_id is not None:
        must(unit.session.get(Service, fields.service_id), _("service"), fields.service_id)
    return TalkFields(
        kind=fields.kind,
        client_id=fields.client_id,
        contact_id=fields.contact_id,
        service_id=fields.service_id,
        result=clean(fields.result).strip(),
        text=clean_multiline(fields.text).strip(),
    )


def write(talk: Talk, fields: TalkFields) -> None:
    """Puts the fields on a talk that is not in the log yet."""
    talk.kind, talk.client_id, talk.contact_id = fields.kind, fields.client_id, fields.contact_id
    talk.service_id, talk.result, talk.text = fields.service_id, fields.result, fields.text
