"""What a person types of a talk, and the rules it must meet to be saved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TalkKind
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.talk_rows import TalkNames, talk_names

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
    next_call_on: date | None = None
    """The day of the next call, of a talk that is being typed."""


def checked(unit: Unit, fields: TalkFields) -> tuple[dict[str, Any], TalkNames]:
    """The columns, cleaned, and the names they point at, when the actor's talk with them can be saved.

    Else Refused with what is missing, NotFound for a record that is not there.
    """
    if fields.client_id is None:
        raise Refused(_("Choose the client of this talk before saving"))
    if fields.kind is TalkKind.SALE and fields.service_id is None:
        raise Refused(_("A sales talk needs a service: choose one before saving"))
    if len(fields.text) > LONGEST_TEXT:
        raise Refused(_("The text of a talk is at most {n} letters").format(n=LONGEST_TEXT))
    pointed = {"client_id": fields.client_id, "contact_id": fields.contact_id}
    pointed["service_id"] = fields.service_id
    names = talk_names(unit, **pointed, author_id=my_id(unit))
    must(names.client_name, _("client"), fields.client_id)
    if fields.contact_id is not None:
        must(names.contact_name, _("contact"), fields.contact_id)
    if fields.service_id is not None:
        must(names.service_name, _("service"), fields.service_id)
    words = {"result": clean(fields.result).strip(), "text": clean_multiline(fields.text).strip()}
    return {"kind": fields.kind, **pointed, **words}, names
