"""One factory per table: `make.client(name="...")` fills in what the test does not care about.

Each writes in a unit of work of its own (so the change is in the log, as in life) and gives the row, readable
after the transaction. What a row points to is made when it is not given.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlmodel import SQLModel

from crm_tui.domain.attachments import FileKind
from crm_tui.domain.certificates import CertificateKind, CertificateUse
from crm_tui.domain.kep_sets import KepFacts, closed_on, state_of
from crm_tui.domain.kinds import (
    CallEnding,
    CallResult,
    ClientKind,
    Department,
    Direction,
    PaperState,
    PhoneKind,
    Role,
    ServiceGroup,
    TalkKind,
    TalkState,
)
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.domain.search_key import search_key
from crm_tui.domain.sort_key import sort_key
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.store.scope import Unit, write_scope
from crm_tui.usecases.parts.talk_time import put_talk_time

Row = TypeVar("Row", bound=SQLModel)
SETUP = system_actor("setup")
KEP_FACTS = ("issued_on", "paid_on", "ordered_on", "generated_on", "documents_on", "cancelled_on")


class Make:
    """Factories over one store; numbers run on, so no two rows collide."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store, self.clock = store, clock
        self._numbers = count(1)
        self._unit: Unit | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is made meanwhile is one transaction: a store of many rows in a fraction of the time."""
        if self._unit is not None:
            yield
            return
        with write_scope(self.store, SETUP, act="test.make", now=self.clock()) as unit:
            self._unit = unit
            try:
                yield
            finally:
                self._unit = None

    def number(self) -> int:
        return next(self._numbers)

    def save(self, row: Row) -> Row:
        """Writes any row as the setup would."""
        if self._unit is not None:
            return self._unit.add(row)
        with write_scope(self.store, SETUP, act="test.make", now=self.clock()) as unit:
            return unit.add(row)

    # --- the office

    def employee(self, *roles: Role, extensions: tuple[str, ...] = (), **values: Any) -> t.Employee:
        n = self.number()
        row = self.save(
            t.Employee(
                **{
                    "login": f"user{n}",
                    "full_name": f"Працівник {n}",
                    "department": Department.SUPPORT,
                    "created_at": self.clock(),
                }
                | values
            )
        )
        for role in roles:
            self.save(t.EmployeeRole(employee_id=row.id, role=role))
        for extension in extensions:
            self.save(t.EmployeeExtension(extension=extension, employee_id=row.id))
        return row

    def actor(self, *roles: Role, extensions: tuple[str, ...] = (), **values: Any) -> Actor:
        """A person who acts: the row is in the store."""
        with self.together():
            row = self.employee(*roles, extensions=extensions, **values)
        return Actor(id=row.id, login=row.login, full_name=row.full_name, roles=frozenset(roles))

    def own_entity(self, **values: Any) -> t.OwnEntity:
        return self.save(
            t.OwnEntity(
                **{
                    "short_name": "Наша фірма",
                    "full_name": "ТОВ «Наша фірма»",
                    "tax_code": "99000011",
                }
                | values
            )
        )

    # --- clients

    def client(self, name: str = "", **values: Any) -> t.Client:
        """A legal entity; `name` is the short name without the legal form."""
        name = name or f"Клієнт {self.number()}"
        return self.save(
            t.Client(
                **{
                    "kind": ClientKind.LEGAL_ENTITY,
                    "full_name": f"Товариство з обмеженою відповідальністю «{name}»",
                    "short_name": name,
                    "legal_form": "ТОВ",
                    "search_key": search_key(name),
                    "sort_key": sort_key(name),
                    "created_at": self.clock(),
                }
                | values
            )
        )

    def contact(self, name: str = "", *, clients: tuple[t.Client, ...] = (), **values: Any) -> t.Contact:
        """A person; `clients` are those at which he works."""
        name = name or f"Особа {self.number()}"
        row = self.save(
            t.Contact(
                **{
                    "full_name": name,
                    "search_key": search_key(name),
                    "sort_key": sort_key(name),
                    "created_at": self.clock(),
                }
                | values
            )
        )
        for client in clients:
            self.save(t.ClientContact(client_id=client.id, contact_id=row.id, position="бухгалтер"))
        return row

    def phone(self, e164: str = "", *, contact: t.Contact | None = None, **values: Any) -> t.Phone:
        """A number and, with `contact`, its use."""
        e164 = e164 or f"+38050000{self.number():04d}"
        row = self.save(t.Phone(e164=e164, reversed=e164[::-1]))
        if contact is not None:
            self.use(row, contact, **values)
        return row

    def use(self, phone: t.Phone, contact: t.Contact, **values: Any) -> t.ContactPhone:
        """One more contact with the number."""
        given = {"kind": PhoneKind.MOBILE, "as_typed": phone.e164} | values
        return self.save(t.ContactPhone(contact_id=contact.id, phone_id=phone.id, **given))

    def known(self, name: str = "", e164: str = "", **values: Any) -> t.Client:
        """A client with a contact and a number: whoever may ring."""
        client = self.client(name, **values)
        self.phone(e164, contact=self.contact(clients=(client,)))
        return client

    def warning(self, client: t.Client | None = None, **values: Any) -> t.Warning:
        client = client or self.client()
        return self.save(
            t.Warning(**{"client_id": client.id, "text": "Борг", "created_at": self.clock()} | values)
        )

    def tagged(self, name: str, *clients: t.Client, **values: Any) -> t.Tag:
        """A tag on these clients."""
        tag = self.save(t.Tag(**{"name": name, "key": name.casefold()} | values))
        for client in clients:
            self.save(t.ClientTag(client_id=client.id, tag_id=tag.id, at=self.clock()))
        return tag

    # --- services, talks, tasks

    def service(self, name: str = "", **values: Any) -> t.Service:
        n = self.number()
        name = name or f"Послуга {n}"
        return self.save(
            t.Service(
                **{
                    "code": f"s{n}",
                    "name": name,
                    "group": ServiceGroup.SUPPORT,
                    "search_key": search_key(name),
                    "sort_key": sort_key(name),
                }
                | values
            )
        )

    def client_service(
        self, client: t.Client | None = None, service: t.Service | None = None, **values: Any
    ) -> t.ClientService:
        client, service = client or self.client(), service or self.service()
        given = {
            "client_id": client.id,
            "service_id": service.id,
            "valid_from": date(2026, 1, 1),
            "valid_to": date(2026, 12, 31),
            "created_at": self.clock(),
        }
        return self.save(t.ClientService(**given | values))

    def talk(self, client: t.Client | None = None, author: Actor | None = None, **values: Any) -> t.Talk:
        """A saved support talk."""
        client, author = client or self.client(), author or self.actor(Role.SPECIALIST)
        now = self.clock()
        given = {
            "kind": TalkKind.SUPPORT,
            "state": TalkState.SAVED,
            "client_id": client.id,
            "author_id": author.id,
            "text": "Питали про звіт",
            "started_at": now,
            "saved_at": now,
            "updated_at": now,
        }
        return self.save(t.Talk(**given | values))

    def task(self, client: t.Client | None = None, **values: Any) -> t.Task:
        client = client or self.client()
        given = {
            "client_id": client.id,
            "title": "Передзвонити",
            "due_on": self.clock().date(),
            "created_at": self.clock(),
        }
        return self.save(t.Task(**given | values))

    # --- papers and money

    def paper(self, client: t.Client | None = None, **values: Any) -> t.Paper:
        """An issued invoice over 1,000.00; its own firm is the first there is."""
        client = client or self.client()
        given: dict[str, Any] = {
            "kind": PaperKind.INVOICE,
            "state": PaperState.ISSUED,
            "client_id": client.id,
            "own_entity_id": values.get("own_entity_id") or self.own_entity().id,
            "day": self.clock().date(),
            "net_kop": 100_000,
            "total_kop": 100_000,
            "issued_at": self.clock(),
            "created_at": self.clock(),
        }
        if values.get("state") is not PaperState.DRAFT:
            number = self.number()
            given |= {"year": self.clock().year, "number": number, "number_text": str(number)}
        return self.save(t.Paper(**given | values))

    def kep_kind(
        self, name: str = "", months: int = 12, own_kop: int = 69_600, **values: Any
    ) -> t.KepSetKind:
        """A kind of set of a head's certificates with prices of 696.00 (ours) and 300.00 (the CA's)."""
        own = self.service(name or f"Комплект {self.number()}", group=ServiceGroup.KEP, period_months=months)
        ca = self.service(f"Послуги КНЕДП {self.number()}", group=ServiceGroup.KEP, has_term=False)
        for service, price in ((own, own_kop), (ca, 30_000)):
            self.save(
                t.ServicePrice(
                    service_id=service.id,
                    valid_from=self.clock().date().replace(month=1, day=1),
                    price_kop=price,
                    created_at=self.clock(),
                )
            )
        given = {"service_id": own.id, "ca_service_id": ca.id, "holders": "head"}
        kind = self.save(t.KepSetKind(**given | values))
        for place, document in enumerate(("Заява", "Копія паспорта"), 1):
            self.save(t.KepSetKindDocument(kind_id=kind.id, place=place, name=document))
        return kind

    def kep_set(self, client: t.Client | None = None, **values: Any) -> t.KepSet:
        """A set over 996.00 issued today; give it the days of its facts."""
        client = client or self.client()
        given: dict[str, Any] = {
            "client_id": client.id,
            "kind_id": values.get("kind_id") or self.kep_kind().id,
            "kind_name": "Комплект КЕП: керівник, 1 рік",
            "months": 12,
            "own_kop": 69_600,
            "ca_kop": 30_000,
            "total_kop": 99_600,
            "issued_on": self.clock().date(),
            "created_at": self.clock(),
        } | values
        facts = KepFacts(**{name: given.get(name) for name in KEP_FACTS})
        return self.save(t.KepSet(**given, state=state_of(facts), closed_on=closed_on(facts)))

    def payment(self, client: t.Client | None = None, **values: Any) -> t.Payment:
        """1,000.00 that came today, on no invoice yet."""
        given = {
            "own_entity_id": values.get("own_entity_id") or self.own_entity().id,
            "client_id": client.id if client else None,
            "day": self.clock().date(),
            "amount_kop": 100_000,
            "created_at": self.clock(),
        }
        return self.save(t.Payment(**given | values))

    def certificate(self, client: t.Client | None = None, **values: Any) -> t.Certificate:
        """A signature for a year from today; its file is a few bytes."""
        n, day = self.number(), self.clock().date()
        content = f"certificate {n}".encode()
        sha256 = hashlib.sha256(content).hexdigest()
        self.save(t.StoredFile(sha256=sha256, content=content, size=len(content), created_at=self.clock()))
        given = {
            "sha256": sha256,
            "client_id": client.id if client else None,
            "tax_code": (client.tax_code or "") if client else "",
            "holder": f"Власник {n}",
            "kind": CertificateKind.SIGNATURE,
            "use": CertificateUse.SIGN,
            "serial": f"{n:040X}",
            "not_before": self.clock(),
            "not_after": self.clock() + timedelta(days=365),
            "valid_from": day,
            "valid_to": day + timedelta(days=365),
            "set_key": f"set {n}",
            "created_at": self.clock(),
        }
        return self.save(t.Certificate(**given | values))

    def attachment(self, client: t.Client | None = None, **values: Any) -> t.Attachment:
        """A PDF on a client's card; its file is a few bytes."""
        content = f"%PDF-1.7 {self.number()}".encode()
        sha256 = hashlib.sha256(content).hexdigest()
        self.save(t.StoredFile(sha256=sha256, content=content, size=len(content), created_at=self.clock()))
        given: dict[str, Any] = {"sha256": sha256, "name": "скан.pdf", "kind": FileKind.PDF}
        given |= {"size": len(content), "created_at": self.clock()}
        if not any(name.endswith("_id") and name != "author_id" for name in values):
            given["client_id"] = (client or self.client()).id
        return self.save(t.Attachment(**given | values))

    # --- calls

    def call(self, **values: Any) -> t.Call:
        """An incoming call that was answered and has ended."""
        now = self.clock()
        given = {
            "key": f"{now.timestamp():.0f}.{self.number()}",
            "direction": Direction.INCOMING,
            "number": "0500000101",
            "e164": "+380500000101",
            "started_at": now,
            "answered_at": now + timedelta(seconds=5),
            "ended_at": now + timedelta(seconds=65),
            "ending": CallEnding.ENDED,
            "result": CallResult.ANSWERED,
            "wait_ms": 5000,
            "talk_ms": 60000,
        }
        return self.save(t.Call(**given | values))

    def ringing(self, **values: Any) -> t.Call:
        """A call that rings now."""
        now_ringing = {
            "answered_at": None,
            "ended_at": None,
            "ending": CallEnding.RUNNING,
            "result": CallResult.RINGING,
            "wait_ms": 0,
            "talk_ms": 0,
        }
        return self.call(**now_ringing | values)

    def leg(self, call: t.Call, extension: str = "201", **values: Any) -> t.CallLeg:
        given = {
            "call_id": call.id,
            "channel_uid": f"leg-{self.number()}",
            "extension": extension,
            "began_at": call.started_at,
            "talk_began_at": call.answered_at,
            "ended_at": call.ended_at,
            "talk_ms": call.talk_ms,
        }
        return self.save(t.CallLeg(**given | values))

    def hung_up(self, call_id: int | None, employee_id: int | None, talk_ms: int, **values: Any) -> None:
        """A person's part of the call is over, as the listener writes it: his talk gets the time."""
        with write_scope(self.store, system_actor("pbx"), act="calls.record_calls", now=self.clock()) as unit:
            given = {"call_id": call_id, "employee_id": employee_id, "talk_ms": talk_ms, "extension": "201"}
            given |= {"channel_uid": f"leg-{self.number()}", "began_at": unit.now, "talk_began_at": unit.now}
            unit.add(t.CallLeg(**given | {"ended_at": unit.now} | values))
            put_talk_time(unit, call_id=call_id or 0, employee_id=employee_id or 0)

    def ring(self, call: t.Call | None = None, actor: Actor | None = None, **values: Any) -> t.Ring:
        """The call rings at the actor's extension."""
        call = call or self.ringing()
        given = {
            "call_id": call.id,
            "channel_uid": f"ring-{self.number()}",
            "extension": "201",
            "employee_id": actor.id if actor else None,
            "began_at": call.started_at,
        }
        return self.save(t.Ring(**given | values))
