"""A service of the catalogue: its name, place, period, and what it costs from a day on."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.day_words import day_of
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind, RenewalRule, ServiceGroup
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.money import format_money, parse_money
from crm_tui.domain.papers import VatMode
from crm_tui.domain.prices import Price
from crm_tui.domain.reminders import parse_reminders
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import KINDS, day, one_line
from crm_tui.screens.day_words import check_term_day
from crm_tui.screens.record_form import RecordDialog
from crm_tui.screens.service_words import GROUPS, RENEWALS, VATS
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.prices import PriceRow, remove_price, set_price
from crm_tui.usecases.services import ServiceRow, add_service, edit_service
from crm_tui.widgets.columns import Column
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock


class CatalogueForm(RecordDialog[bool]):
    """Answers True when it was saved. `services` is the whole catalogue, for the choice of the parent."""

    KIND = "catalogue"
    TITLE_WORD = N_("Service")
    HELP_TEXT = N_(
        "Months or days is how long a term lasts; neither: its last day is agreed each time. "
        "Remind: days before the end, 60, 30, 7; the first makes the task, the later ones bring it up again. "
        "F2 saves."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "CatalogueForm Form { height: auto; padding: 0; }"

    def __init__(self, services: Sequence[ServiceRow], known: ServiceRow | None = None) -> None:
        super().__init__()
        self.about(known.id if known else "new", known.version if known else 0)
        self.services, self.known = services, known

    def body(self) -> ComposeResult:
        known = self.known
        states = [("", _("no")), ("1", _("yes"))]
        above = [("", "—"), *((str(one.id), "  " * one.depth + one_line(one.name)) for one in self.services)]
        fields: list[Field] = [] if known else [TextField("code", _("Code"), max_length=40)]
        group = known.group if known else ServiceGroup.OTHER
        rules = [(one.value, _(word)) for one, word in RENEWALS.items()]
        rule = known.renewal if known else RenewalRule.ANEW
        parent = str(known.parent_id) if known and known.parent_id else ""
        fields += [
            TextField("name", _("Name"), known.name if known else ""),
            ChoiceField("group", _("Group"), [(one.value, _(word)) for one, word in GROUPS.items()], group),
            ChoiceField("parent_id", _("Stands under"), above, parent),
            ChoiceField("has_term", _("Has a term"), states, "1" if known is None or known.has_term else ""),
            TextField("period_months", _("Months"), str(known.period_months if known else 12)),
            TextField("period_days", _("Days"), str(known.period_days if known else 0)),
            ChoiceField("renewal", _("Renewal"), rules, rule),
            TextField("reminders", _("Remind, days"), reminder_words(known) if known else "30"),
            TextField("unit", _("Counted in"), known.unit if known else "шт.", max_length=20),
        ]
        if known is not None:
            fields.append(ChoiceField("active", _("Still sold"), states, "1" if known.active else ""))
        yield Form(*fields)

    def on_mount(self) -> None:
        if self.known is not None:
            self.query_one("#box").border_title = self.known.code

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, known, version = self.office, self.known, self.version
        numbers = {name: _number(values[name]) for name in ("period_months", "period_days")}
        first, *later = _reminders(values["reminders"])
        parent = int(values["parent_id"]) if values["parent_id"] else None
        group, rule = ServiceGroup(values["group"]), RenewalRule(values["renewal"])
        has_term = bool(values["has_term"])

        def save() -> bool:
            if known is None:
                office.call(
                    add_service,
                    code=values["code"],
                    name=values["name"],
                    group=group,
                    parent_id=parent,
                    has_term=has_term,
                    renewal=rule,
                    unit_name=values["unit"],
                    reminder_days=first,
                    later_reminders=later,
                    **numbers,
                )
            else:
                office.call(
                    edit_service,
                    service_id=known.id,
                    version=version,
                    name=values["name"],
                    group=group,
                    parent_id=parent,
                    has_term=has_term,
                    renewal=rule,
                    unit_name=values["unit"],
                    active=bool(values["active"]),
                    reminder_days=first,
                    later_reminders=later,
                    **numbers,
                )
            return True

        return save


class PriceForm(RecordDialog[bool]):
    """The price lists of a service, and a new price under them. Answers True when one was entered."""

    KIND = "price"
    TITLE_WORD = N_("Price")
    HELP_TEXT = N_(
        "A price holds from its day until the next one of the same list; - ends the list from that day. "
        "A kind of client's own list goes before the list for all. F8 takes a line off. F2 saves."
    )
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f8", "remove", N_("Take off"), id="price.remove", tooltip=N_("Takes a line off the price list")
        )
    ]
    DEFAULT_CSS: ClassVar[str] = """
    PriceForm Form { height: auto; padding: 0; }
    PriceForm #prices { height: auto; max-height: 10; padding: 0 0 1 0; }
    """

    def __init__(self, service: ServiceRow, prices: tuple[PriceRow, ...]) -> None:
        super().__init__()
        self.about(service.id)
        self.service, self.prices = service, prices

    def body(self) -> ComposeResult:
        now = today(self.office.clock())
        kinds = [("", _("all")), *((one.value, _(word)) for one, word in KINDS.items())]
        vat = self.prices[0].vat if self.prices else VatMode.EXEMPT
        states = [("1", _("in the price")), ("", _("on top"))]
        lines = "\n".join(price_line(one) for one in self.prices) or _("No price yet")
        yield TextBlock(lines, id="prices")
        yield Form(
            TextField("price", _("Price, hryvnias")),
            TextField("since", _("From"), format_date(now), check=lambda text: check_term_day(text, now)),
            ChoiceField("kind", _("For"), kinds, ""),
            ChoiceField("vat", _("VAT"), [(one.value, _(word)) for one, word in VATS.items()], vat),
            ChoiceField("with_vat", _("The VAT is"), states, "1"),
        )

    def on_mount(self) -> None:
        self.query_one("#box").border_title = one_line(self.service.name)

    def action_remove(self) -> None:
        """A line of the list is chosen, then taken off; what papers say stays."""
        prices, lines = self.prices, [price_line(one) for one in self.prices]

        def asked(place: int | None) -> None:
            if place is not None:
                question = _("Take this line off the price list?") + "\n" + lines[place].strip()
                self.app.push_screen(
                    YesNo(question), lambda yes: self._remove(prices[place]) if yes else None
                )

        if lines:
            self.app.push_screen(ChoicePick(lines, 0), asked)
        else:
            self.tell(_("No price yet"))

    def _remove(self, price: PriceRow) -> None:
        office = self.office
        self.ask(
            lambda: office.call(remove_price, price_id=price.id),
            lambda _none: self._close(True),
            group="save",
        )

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, service_id = self.office, self.service.id
        kop, since = parse_money(values["price"]), day_of(values["since"], today(self.office.clock()))
        if kop is None and values["price"] != "-":
            raise Refused(_("Price: write 1200 or 1200,50, or - when there is none from that day on"))
        if since is None:
            raise Refused(_("From: write the first day of the price"))
        kind = ClientKind(values["kind"]) if values["kind"] else None

        def save() -> bool:
            office.call(
                set_price,
                service_id=service_id,
                valid_from=since,
                price_kop=kop,
                client_kind=kind,
                vat=VatMode(values["vat"]),
                with_vat=bool(values["with_vat"]),
            )
            return True

        return save


def price_line(price: PriceRow) -> str:
    """A line of a price list; `>` stands before the one that holds today."""
    kind = _(KINDS[price.client_kind]) if price.client_kind else _("all")
    cost = _("none") if price.price_kop is None else format_money(price.price_kop)
    vat = _(VATS[price.vat])
    if price.vat is not VatMode.EXEMPT:
        vat += f", {_('in the price') if price.with_vat else _('on top')}"
    return f"{'>' if price.now else ' '} {day(price.valid_from)}  {cost:>12}  {vat}  {kind}"


def catalogue_columns() -> tuple[Column, ...]:
    return (
        Column(_("Service"), 34, flex=1),
        Column(_("Term"), 12),
        Column(_("Remind"), 9),
        Column(_("Price"), 12),
        Column(_("Code"), 16, hide_below=100),
    )


def catalogue_row(service: ServiceRow, price: Price | None) -> Row:
    """`·` marks what is no longer sold."""
    cells = (
        "  " * service.depth + one_line(service.name),
        period_words(service),
        reminder_words(service) if service.has_term else "",
        format_money(price.price_kop) if price and price.price_kop is not None else "",
        one_line(service.code),
    )
    return Row(service.id, 0, cells, "" if service.active else "·", "" if service.active else "muted")


def period_words(service: ServiceRow) -> str:
    """How long a term of the service lasts."""
    if not service.has_term:
        return ""
    if service.period_months:
        return ngettext("{n} month", "{n} months", service.period_months).format(n=service.period_months)
    if service.period_days:
        return ngettext("{n} day", "{n} days", service.period_days).format(n=service.period_days)
    return _("as agreed")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 5:
        raise Refused(_("{text} is no whole number").format(text=text or "—"))
    return int(text)


def reminder_words(service: ServiceRow) -> str:
    """How many days before the end of a term people are reminded."""
    return ", ".join(str(one) for one in (service.reminder_days, *service.later_reminders))


def _reminders(text: str) -> tuple[int, ...]:
    days = parse_reminders(text)
    if days is None:
        raise Refused(_("{text} is no reminder: write days before the end, 60,30,7").format(text=text or "—"))
    return days
