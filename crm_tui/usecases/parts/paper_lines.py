"""A paper and its lines as they are entered, their sums, and writing them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crm_tui.domain.errors import Refused
from crm_tui.domain.papers import (
    ContractKind,
    PaperKind,
    Sums,
    VatMode,
    line_sums,
    paper_sums,
    vat_mode,
)
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientService, Paper, PaperLine, Service
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.paper_rows import PaperCard, PaperLineRow, lines_of

MOST_LINES = 200
MOST_QUANTITY = 1_000_000
MOST_KOP = 10**12
UNIT = "шт."


@dataclass(frozen=True, slots=True)
class LineFields:
    """A line as a form holds it; a price of None is missing and must be entered before the line is kept."""

    name: str
    price_kop: int | None
    quantity: Decimal = Decimal(1)
    unit: str = UNIT
    vat: VatMode = VatMode.EXEMPT
    includes_vat: bool = True
    service_id: int | None = None
    client_service_id: int | None = None
    term_end: date | None = None


@dataclass(frozen=True, slots=True)
class PaperFields:
    """A paper as a form holds it."""

    kind: PaperKind
    own_entity_id: int
    client_id: int
    day: date
    lines: tuple[LineFields, ...] = ()
    valid_until: date | None = None
    contract_kind: ContractKind | None = None
    contract: str = ""
    note: str = ""
    contact_id: int | None = None
    task_id: int | None = None
    talk_id: int | None = None
    based_on_id: int | None = None


def line_fields(line: PaperLine | PaperLineRow) -> LineFields:
    """A line that stands on a paper, as a form holds it."""
    quantity = Decimal(line.quantity_milli) / 1000 if isinstance(line, PaperLine) else line.quantity
    same = ("name", "price_kop", "unit", "vat", "includes_vat", "service_id", "client_service_id", "term_end")
    return LineFields(quantity=quantity, **{name: getattr(line, name) for name in same})


def lines_text(lines: Iterable[LineFields]) -> str:
    """Lines as one value of a form, kept in its drafts and compared with another's; `read_lines` reads it."""
    return json.dumps([_plain(line) for line in lines], ensure_ascii=False)


def read_lines(text: str) -> tuple[LineFields, ...]:
    """The lines that `lines_text` wrote; none for an empty text."""
    return tuple(_line(plain) for plain in json.loads(text or "[]"))


def _plain(line: LineFields) -> dict[str, Any]:
    return {
        "name": line.name,
        "price_kop": line.price_kop,
        "quantity": f"{line.quantity.normalize():f}",
        "unit": line.unit,
        "vat": line.vat.value,
        "includes_vat": line.includes_vat,
        "service_id": line.service_id,
        "client_service_id": line.client_service_id,
        "term_end": line.term_end.isoformat() if line.term_end else None,
    }


def _line(plain: dict[str, Any]) -> LineFields:
    read = {
        "quantity": Decimal(plain["quantity"]),
        "vat": VatMode(plain["vat"]),
        "term_end": date.fromisoformat(plain["term_end"]) if plain["term_end"] else None,
    }
    return LineFields(**plain | read)


def fields_of(card: PaperCard) -> PaperFields:
    """A paper as a form holds it, to be changed."""
    same = (
        *("valid_until", "contract_kind", "contract", "note", "contact_id", "task_id", "talk_id"),
        "based_on_id",
    )
    return PaperFields(
        kind=card.row.kind,
        own_entity_id=card.row.own_entity.id,
        client_id=card.row.client.id,
        day=card.row.day,
        lines=tuple(line_fields(line) for line in card.lines),
        **{name: getattr(card, name) for name in same},
    )


def sums_of(line: LineFields, *, seller_pays_vat: bool) -> Sums:
    """The sums of a line; a missing price counts nothing. Who pays no VAT sells all without it."""
    vat = vat_mode(line.vat, seller_pays_vat=seller_pays_vat)
    return line_sums(line.quantity, line.price_kop or 0, vat, includes_vat=line.includes_vat)


def put_lines(unit: Unit, paper: Paper, lines: tuple[LineFields, ...], *, seller_pays_vat: bool) -> Sums:
    """Writes the lines of a draft in the place of those it had; gives the sums of the paper."""
    if len(lines) > MOST_LINES:
        raise Refused(_("A paper holds at most {n} lines").format(n=MOST_LINES))
    for number, line in enumerate(lines, 1):
        _refuse_bad(unit, paper, number, line)
    for old in lines_of(unit, paper.id or 0):
        unit.remove(old)
    sums = []
    for number, line in enumerate(lines, 1):
        one = sums_of(line, seller_pays_vat=seller_pays_vat)
        sums.append(one)
        unit.add(
            PaperLine(
                paper_id=paper.id or 0,
                place=number,
                service_id=line.service_id,
                client_service_id=line.client_service_id,
                term_end=line.term_end,
                name=clean(line.name).strip(),
                unit=clean(line.unit).strip() or UNIT,
                quantity_milli=int(line.quantity * 1000),
                price_kop=line.price_kop or 0,
                includes_vat=line.includes_vat,
                vat=vat_mode(line.vat, seller_pays_vat=seller_pays_vat),
                net_kop=one.net_kop,
                vat_kop=one.vat_kop,
                total_kop=one.total_kop,
            )
        )
    return paper_sums(sums)


def _refuse_bad(unit: Unit, paper: Paper, number: int, line: LineFields) -> None:
    where = _("line {n}").format(n=number)
    if not clean(line.name).strip():
        raise Refused(_("{where}: say what is sold").format(where=where))
    if line.price_kop is None:
        said = _("{where}: {name} has no price for this day; enter one, or add it to the price list")
        raise Refused(said.format(where=where, name=clean(line.name)))
    if not 0 <= line.price_kop <= MOST_KOP:
        raise Refused(
            _("{where}: a price is from 0 to {most} hryvnias").format(where=where, most=MOST_KOP // 100)
        )
    if not 0 < line.quantity <= MOST_QUANTITY or line.quantity != round(line.quantity, 3):
        said = _("{where}: a quantity is above 0, with at most three places")
        raise Refused(said.format(where=where))
    if line.service_id is not None:
        must(unit.session.get(Service, line.service_id), _("service"), line.service_id)
    if line.client_service_id is not None:
        renewed = must(
            unit.session.get(ClientService, line.client_service_id),
            _("client's service"),
            line.client_service_id,
        )
        if renewed.client_id != paper.client_id:
            raise Refused(_("{where}: this service is another client's").format(where=where))
