"""A paper of the store as the typed data that `documents/` prints."""

from decimal import Decimal
from pathlib import Path

from sqlmodel import col, select

from crm_tui.documents import shapes
from crm_tui.domain.kep_sets import kep_ref
from crm_tui.domain.papers import PaperKind, shown_price
from crm_tui.store.scope import Unit
from crm_tui.store.tables import (
    Client,
    ClientContact,
    ClientRequisites,
    ContactPhone,
    Employee,
    KepSet,
    OwnEntity,
    Paper,
    PaperLine,
    Phone,
)
from crm_tui.usecases.parts.files import kept_content
from crm_tui.usecases.parts.paper_rows import lines_of

NO_NUMBER = "____"
"""In the place of a draft's number, when it is looked at before it is issued."""
MOST_REFS = 5
"""Sets that a purpose names; a purpose is short, and the invoice's number finds the rest."""


def printed(unit: Unit, paper: Paper, *, number: str = "") -> shapes.Paper:
    """The paper with the requisites as they are now, ready to be drawn; `number`: that a draft would get."""
    number = paper.number_text or number
    seller = unit.session.get_one(OwnEntity, paper.own_entity_id)
    author = unit.session.get(Employee, paper.author_id) if paper.author_id else None
    requisites = _requisites(unit, paper.client_id)
    return shapes.Paper(
        kind=paper.kind,
        number=number or NO_NUMBER,
        day=paper.day,
        seller=_seller(seller),
        buyer=_buyer(unit, unit.session.get_one(Client, paper.client_id), requisites),
        lines=tuple(_line(line) for line in lines_of(unit, paper.id or 0)),
        net_kop=paper.net_kop,
        vat_kop=paper.vat_kop,
        total_kop=paper.total_kop,
        valid_until=paper.valid_until,
        purpose=_purpose(paper, number or NO_NUMBER, _refs(unit, paper)),
        place=seller.place,
        contract=paper.contract,
        contract_kind=paper.contract_kind,
        author=author.full_name if author else "",
        note=paper.note,
        logo=kept_content(unit, seller.logo_sha256) if seller.logo_sha256 else b"",
        fields={
            "treasury": requisites.treasury,
            "procurement": requisites.procurement,
            "purchase_code": requisites.purchase_code,
            "economic_code": requisites.economic_code,
        },
    )


def texts_folder(unit: Unit) -> Path | None:
    """Where the office's own texts lie."""
    folder = unit.settings.templates_dir
    return Path(folder).expanduser() if folder else None


def _refs(unit: Unit, paper: Paper) -> str:
    """The identifiers of the sets on an invoice; those of a new version are the old one's at first."""
    if paper.kind is not PaperKind.INVOICE:
        return ""
    of = [number for number in (paper.id, paper.version_of_id) if number is not None]
    statement = select(KepSet.id).where(col(KepSet.invoice_id).in_(of)).order_by(col(KepSet.id))
    found = [kep_ref(number or 0) for number in unit.session.exec(statement.limit(MOST_REFS + 1))]
    return f"{', '.join(found[:MOST_REFS])}{' та інші' if len(found) > MOST_REFS else ''}"


def _purpose(paper: Paper, number: str, refs: str) -> str:
    """What the payer's bank repeats to us: the number by which the payment is found again."""
    if paper.kind is not PaperKind.INVOICE:
        return ""
    # Not grouped by spaces: banks break a purpose into lines where they like.
    vat = f"ПДВ {Decimal(paper.vat_kop) / 100:.2f} грн".replace(".", ",") if paper.vat_kop else "без ПДВ"
    sets = f"{refs}, " if refs else ""
    return f"Оплата за рахунком № {number} від {paper.day:%d.%m.%Y}, {sets}{vat}"


def _seller(own: OwnEntity) -> shapes.Side:
    return shapes.Side(
        name=own.short_name,
        full_name=own.full_name,
        tax_code=own.tax_code,
        vat_number=(own.vat_number or "") if own.vat_payer else "",
        iban=own.iban or "",
        bank=own.bank,
        address=own.address,
        mail_address=own.mail_address,
        phone=own.phone,
        email=own.email,
        tax_status=own.tax_status,
        head_name=own.head_name,
        head_name_genitive=own.head_name_genitive,
        head_position=own.head_position,
        head_position_genitive=own.head_position_genitive,
        acts_on=own.acts_on,
    )


def _buyer(unit: Unit, client: Client, more: ClientRequisites) -> shapes.Side:
    return shapes.Side(
        name=client.short_name or client.full_name,
        full_name=client.full_name,
        tax_code=client.tax_code or "",
        vat_number=client.vat_number or "",
        iban=more.iban,
        bank=more.bank,
        address=client.legal_address,
        mail_address=client.mail_address,
        phone=_phone(unit, client.id or 0),
        email=client.email,
        tax_status=more.tax_status,
        head_name=client.head_name,
        head_name_genitive=more.head_name_genitive,
        head_position=client.head_position,
        head_position_genitive=more.head_position_genitive,
        acts_on=more.acts_on,
    )


def _phone(unit: Unit, client_id: int) -> str:
    """A number of the client's main contact, else of any."""
    statement = (
        select(Phone.e164)
        .join(ContactPhone, col(ContactPhone.phone_id) == col(Phone.id))
        .join(ClientContact, col(ClientContact.contact_id) == col(ContactPhone.contact_id))
        .where(col(ClientContact.client_id) == client_id)
        .order_by(col(ClientContact.main).desc(), col(ContactPhone.id))
    )
    return unit.session.exec(statement).first() or ""


def _requisites(unit: Unit, client_id: int) -> ClientRequisites:
    statement = select(ClientRequisites).where(col(ClientRequisites.client_id) == client_id)
    return unit.session.exec(statement).first() or ClientRequisites(client_id=client_id)


def _line(line: PaperLine) -> shapes.PaperLine:
    return shapes.PaperLine(
        name=line.name,
        unit=line.unit,
        quantity=Decimal(line.quantity_milli) / 1000,
        price_kop=shown_price(line.price_kop, line.vat, includes_vat=line.includes_vat),
        vat=line.vat,
        net_kop=line.net_kop,
        vat_kop=line.vat_kop,
        total_kop=line.total_kop,
    )
