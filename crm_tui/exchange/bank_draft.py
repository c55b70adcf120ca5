"""A mapping while somebody makes it: columns of a file, fields given to them, and what it reads so far."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from crm_tui.domain.bank_cells import DayOrder, read_day
from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.exchange.bank_columns import WITH_CURRENCY, find_table
from crm_tui.exchange.bank_file import FileProblem
from crm_tui.exchange.bank_mapping import ANY_CURRENCY, DirectionBy, TableMapping, check_mapping
from crm_tui.exchange.bank_table import read_table
from crm_tui.exchange.sheet import Line
from crm_tui.i18n import _

SUMS = ("amount", "debit", "credit")


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A column of the file: its heading, or `#3` where it has none, and what stands first in it."""

    heading: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeadRows:
    """The first rows of a file, to be read like the whole of it."""

    name: str
    lines: tuple[Line, ...]
    open_end: bool = False

    def rows(self, *, after_line: int = -1) -> Iterator[Line]:
        """The rows in order; `after_line` goes on behind a line."""
        return (line for line in self.lines if line[0] > after_line)


@dataclass(frozen=True, slots=True)
class MappingDraft:
    """Nothing in it changes: each act gives another one."""

    file: str
    header_line: int
    columns: tuple[DraftColumn, ...]
    lines: tuple[Line, ...]
    open_end: bool = False
    """These are all the lines, and the last one has no end."""
    fields: tuple[tuple[str, int], ...] = ()
    """A field and the place of its column."""
    by: DirectionBy = DirectionBy.SIGN
    debit: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    dates: DayOrder | None = None
    """None: as the days of the file want it."""
    decimal: str = ""
    register: bool = False
    fixed: tuple[tuple[str, str], ...] = ()
    base: TableMapping | None = None
    """The known mapping that it began from, with the fields as it laid them."""
    laid: tuple[tuple[str, int], ...] = ()

    @property
    def places(self) -> dict[str, int]:
        return dict(self.fields)

    def field_at(self, place: int) -> str:
        """The field of a column, "" for one that is not read."""
        return next((field for field, there in self.fields if there == place), "")

    def words_at(self, place: int) -> tuple[str, ...]:
        """The different texts of a column, the first few of them."""
        texts = (
            cells[place].strip()
            for line, cells in self.lines
            if line > self.header_line and place < len(cells)
        )
        return tuple(dict.fromkeys(filter(None, texts)))[:20]

    def put(self, place: int, field: str) -> "MappingDraft":
        """Gives a column to a field, which no other column has then; "" leaves the column unread."""
        kept = tuple((one, there) for one, there in self.fields if there != place and one != field)
        return replace(self, fields=(*kept, (field, place)) if field else kept)

    def choose(self, place: int, field: str) -> "MappingDraft":
        """As `put` by a person: fields that cannot be beside this one go, and the direction is told by it."""
        draft = self.put(place, field)
        if field in {"debit", "credit"}:
            return draft.without("amount").without("direction").with_direction(DirectionBy.COLUMNS)
        if field == "direction":
            return draft.with_direction(DirectionBy.WORD, self.debit, self.credit)
        if field == "amount":
            draft = draft.without("debit").without("credit")
        lost = {DirectionBy.WORD: "direction", DirectionBy.COLUMNS: "debit"}.get(draft.by)
        return draft.with_direction(DirectionBy.SIGN) if lost and lost not in draft.places else draft

    def without(self, field: str) -> "MappingDraft":
        """The field is read from no column."""
        return replace(self, fields=tuple(one for one in self.fields if one[0] != field))

    def with_direction(
        self, by: DirectionBy, debit: tuple[str, ...] = (), credit: tuple[str, ...] = ()
    ) -> "MappingDraft":
        """How it is told what went out."""
        return replace(self, by=by, debit=debit, credit=credit)

    def place_of(self, heading: str) -> int:
        """The column of a heading or `#3`. Refused with the headings there are."""
        for place, column in enumerate(self.columns):
            if heading in {column.heading, f"#{place + 1}"}:
                return place
        seen = ", ".join(f"«{one.heading}»" for one in self.columns)
        raise Refused(_("no column «{heading}»; there are {seen}").format(heading=heading, seen=seen))


def mapping_of(draft: MappingDraft, name: str, title: str = "") -> TableMapping:
    """The mapping as it stands. Refused with what it still lacks."""
    base = draft.base or TableMapping(name, name, ())
    word = draft.by is DirectionBy.WORD
    mapping = replace(
        base,
        name=name,
        title=title or name,
        columns=tuple((field, _headings(draft, field, place)) for field, place in draft.fields),
        by=draft.by,
        debit=draft.debit if word else (),
        credit=draft.credit if word else (),
        dates=draft.dates or _order(draft),
        decimal=draft.decimal,
        register=draft.register,
        fixed=draft.fixed,
        optional=base.optional & set(draft.places),
        own=True,
    )
    check_mapping(mapping)
    return mapping


def try_draft(draft: MappingDraft, most: int = 50) -> list[BankRow | FileProblem]:
    """What the mapping reads of the first rows. Refused when it lacks something yet."""
    mapping = mapping_of(draft, "draft")
    head = HeadRows(draft.file, draft.lines, draft.open_end)
    return list(islice(read_table(head, find_table(head, (mapping,), only=True)), most))


def _headings(draft: MappingDraft, field: str, place: int) -> tuple[str, ...]:
    if draft.base is not None and (field, place) in draft.laid:
        return dict(draft.base.columns)[field]
    heading = draft.columns[place].heading
    told = WITH_CURRENCY.fullmatch(heading)
    if told and field in SUMS and "currency" not in draft.places:
        return (f"{told[1].strip()} {ANY_CURRENCY}",)
    return (heading,)


def _order(draft: MappingDraft) -> DayOrder:
    """The order in which all the days of the file are days."""
    place = draft.places.get("day")
    texts = draft.columns[place].samples if place is not None else ()
    return next(
        (order for order in DayOrder if all(read_day(text, order) is not None for text in texts)),
        DayOrder.DAY_FIRST,
    )
