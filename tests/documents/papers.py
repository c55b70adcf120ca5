"""Papers to print: one sale of an invented firm, changed where a test needs it."""

from datetime import date
from decimal import Decimal

from crm_tui.documents.shapes import Paper, PaperLine, Side
from crm_tui.domain.papers import ContractKind, PaperKind, VatMode, line_sums, paper_sums

SELLER = Side(
    name="ТОВ «Ромашка-Софт»",
    full_name="Товариство з обмеженою відповідальністю «Ромашка-Софт»",
    tax_code="99001004",
    vat_number="990010026014",
    iban="UA213223130000026007233566001",
    bank="АТ «Укрексімбанк»",
    address="79000, м. Львів, вул. Вигадана, буд. 7, оф. 12",
    phone="+380322000101",
    email="office@romashka.example",
    tax_status="платник податку на прибуток на загальних підставах",
    head_name="Іваненко Іван Іванович",
    head_name_genitive="Іваненка Івана Івановича",
    head_position="директор",
    head_position_genitive="директора",
    acts_on="Статуту",
)
BUYER = Side(
    name="ТОВ «Подільський Ґанок»",
    full_name="Товариство з обмеженою відповідальністю «Подільський Ґанок»",
    tax_code="99001016",
    vat_number="990010102011",
    iban="UA613052990000026005012345678",
    bank="АТ КБ «ПриватБанк»",
    address="21000, м. Вінниця, вул. Неіснуюча, буд. 1",
    phone="+380432000102",
    head_name="Петренко Марія Степанівна",
    head_name_genitive="Петренко Марії Степанівни",
    head_position="директорка",
    head_position_genitive="директорки",
    acts_on="Статуту",
)
DAY = date(2026, 11, 23)


def line(name="Супровід програми M.E.Doc", *, price=1536_00, quantity="1", unit="міс.", vat=VatMode.VAT_20):
    """A line as it is made from a price without VAT."""
    sums = line_sums(Decimal(quantity), price, vat, includes_vat=False)
    return PaperLine(name, unit, Decimal(quantity), price, vat, sums.net_kop, sums.vat_kop, sums.total_kop)


def paper(kind=PaperKind.INVOICE, *lines, **changes):
    """A paper of one sale; the sums follow its lines."""
    lines = lines or (line(price=1280_00),)
    sums = paper_sums(lines)
    known = {
        "number": "1287",
        "day": DAY,
        "seller": SELLER,
        "buyer": BUYER,
        "valid_until": date(2026, 11, 30),
        "purpose": "Супровід M.E.Doc згідно рахунку № 1287 від 23.11.2026, у т.ч. ПДВ 256,00 грн",
        "place": "Львів",
        "author": "Коваль О. П.",
        "contract": "Договір № 45 від 01.02.2026",
    }
    if kind is PaperKind.CONTRACT:
        known["contract_kind"] = ContractKind.COMMERCIAL
    return Paper(
        kind=kind,
        lines=lines,
        net_kop=sums.net_kop,
        vat_kop=sums.vat_kop,
        total_kop=sums.total_kop,
        **(known | changes),
    )
