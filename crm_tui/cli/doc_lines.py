"""Lines and fields of a paper as they are typed in a command."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_tui.cli.options import a_day
from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.money import parse_money
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.papers import LineFields, PaperFields

_LINE = re.compile(r"(?P<what>.+?)(?:\*(?P<quantity>\d+(?:[.,]\d{1,3})?))?(?:=(?P<price>[\d\s.,]+))?")


def changed(
    fields: "PaperFields",
    *,
    day: str | None,
    until: str | None,
    contract: str | None,
    note: str | None,
    budget: bool = False,
) -> "PaperFields":
    """The fields with what the options say."""
    said: dict[str, object] = {}
    if day is not None:
        said["day"] = a_day(day)
        if until is None and fields.valid_until is not None:
            said["valid_until"] = _moved(fields, a_day(day))
    if until is not None:
        said["valid_until"] = a_day(until) if until else None
    if contract is not None:
        said["contract"] = contract
    if note is not None:
        said["note"] = note
    if budget and fields.kind is PaperKind.CONTRACT:
        said["contract_kind"] = ContractKind.BUDGET
    return replace(fields, **said)  # type: ignore[arg-type]  # names and types are those just above


def _moved(fields: "PaperFields", day: date) -> date | None:
    return day + (fields.valid_until - fields.day) if fields.valid_until else None


def read_lines(
    office: "Office", fields: "PaperFields", texts: list[str], before: "list[LineFields]"
) -> "PaperFields":
    """The fields with these lines after those before; Refused for what is no service and has no price."""
    return replace(fields, lines=(*before, *(_line(office, fields, text) for text in texts)))


def _line(office: "Office", fields: "PaperFields", text: str) -> "LineFields":
    from crm_tui.usecases.lookup import service_by_code
    from crm_tui.usecases.paper_drafts import price_line
    from crm_tui.usecases.papers import LineFields

    found = _LINE.fullmatch(text.strip())
    price = parse_money(found["price"]) if found and found["price"] else None
    if found is None or (found["price"] and price is None):
        raise Refused(_("{text} is no line: write CODE*2, CODE*2=1500 or Words=400").format(text=text))
    quantity = Decimal((found["quantity"] or "1").replace(",", "."))
    what = found["what"].strip()
    try:
        service = office.call(service_by_code, code=what)
    except NotFound:
        if price is None:
            raise
        return LineFields(what, price, quantity=quantity)
    priced = office.call(price_line, client_id=fields.client_id, service_id=service.id, day=fields.day)
    if price is not None:
        return replace(priced.line, price_kop=price, quantity=quantity)
    if priced.line.price_kop is None:
        raise Refused(priced.note)
    return replace(priced.line, quantity=quantity)
