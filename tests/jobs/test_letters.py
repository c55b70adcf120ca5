"""The job of letters: nothing is sent twice by itself, nothing is lost, a doubt is a person's to settle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from crm_tui.config import MailSettings
from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import MailState, PaperState, Role
from crm_tui.domain.mail import Delivery, Outcome
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.jobs import scheduler
from crm_tui.jobs.letters import send_mail
from crm_tui.jobs.table import JOBS
from crm_tui.store import tables as t
from crm_tui.store.scope import write_scope
from crm_tui.usecases import mail
from crm_tui.usecases.job_runs import list_job_runs
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.files import keep_file
from tests.adapters.smtp_server import SmtpServer
from tests.adapters.smtp_tls import Secured, own_certificate, secured
from tests.conftest import Clock
from tests.factories import SETUP, Make

__all__ = ["own_certificate", "secured"]

MAIL = next(job for job in JOBS if job.name == "mail")
Queue = Callable[..., mail.MailRow]


@pytest.fixture
def queue(office: Office, make: Make, actors: dict[Role, Actor]) -> Queue:
    """Queues an issued invoice for a client with an address."""
    firm = make.own_entity(email="office@oblik.example")
    client = make.client("Ромашка", email="buh@romashka.example")

    def put(**values: str) -> mail.MailRow:
        paper = make.paper(client, own_entity_id=firm.id)
        with write_scope(office.store, SETUP, act="test", now=make.clock()) as unit:
            sha256 = keep_file(unit, b"%PDF")
            unit.add(t.PaperFile(paper_id=paper.id or 0, sha256=sha256, name=f"Рахунок_{paper.id}.pdf"))
        seller = office.as_actor(actors[Role.MANAGER])
        return seller.call(mail.send_paper, paper_id=paper.id or 0, **values)

    return put


@pytest.fixture
def jobs(office: Office) -> Office:
    return office.as_actor(system_actor("jobs"))


def served(office: Office, server: SmtpServer) -> Office:
    return speaking(office, MailSettings(host="127.0.0.1", port=server.port, security="none"))


def speaking(office: Office, how: MailSettings) -> Office:
    settings = replace(office.settings, mail=how)
    return replace(office, settings=settings, store=replace(office.store, settings=settings))


def states(office: Office) -> list[MailState]:
    return [row.state for row in office.call(mail.list_mail)]


def test_letters_go_out_once_and_the_job_leaves_no_trace_when_idle(
    jobs: Office, queue: Queue, clock: Clock
) -> None:
    assert scheduler.run_due(jobs, [MAIL])[0].outcome == "nothing to do"
    assert jobs.call(list_job_runs) == {}
    queue()
    queue(to_address="inna@example.com", subject="Рахунок", body="Ось.")
    with SmtpServer() as server:
        (run,) = scheduler.run_due(served(jobs, server), [MAIL])
        assert run.outcome == "sent: 2, put off: 0, in doubt: 0"
        clock.tick(60)
        scheduler.run_due(served(jobs, server), [MAIL])
    assert len(server.letters) == 2
    assert states(jobs) == [MailState.SENT, MailState.SENT]
    assert sum("inna@example.com" in line for line in server.lines) == 1


def test_over_tls_a_letter_waits_with_the_reason_until_the_server_is_vouched_for(
    jobs: Office, queue: Queue, clock: Clock, secured: Secured, own_certificate: Path
) -> None:
    queue()
    server, how = secured
    send_mail(speaking(jobs, how), clock().date())
    (row,) = jobs.call(mail.list_mail)
    assert (row.state, server.letters) == (MailState.QUEUED, [])
    assert "certificate is not trusted" in row.error
    assert "mail.ca_file" in row.error
    for _twice in range(2):
        clock.tick(3600)
        send_mail(speaking(jobs, replace(how, ca_file=str(own_certificate))), clock().date())
    assert (states(jobs), len(server.letters)) == ([MailState.SENT], 1)


def test_a_server_down_for_a_day_loses_nothing(jobs: Office, queue: Queue, clock: Clock) -> None:
    queue()
    queue()
    tries = 0

    def down(*_: object) -> Outcome:
        nonlocal tries
        tries += 1
        return Outcome(Delivery.LATER, "Connection refused")

    for _quarter in range(4 * 24):
        clock.tick(15 * 60)
        if jobs.call(mail.mail_is_due):
            send_mail(jobs, clock().date(), send=down)
    rows = jobs.call(mail.list_mail, waiting=True)
    assert {(row.state, row.error) for row in rows} == {(MailState.QUEUED, "Connection refused")}
    assert 5 < tries < 40, "the pauses grow"
    with SmtpServer() as server:
        clock.tick(6 * 3600)
        send_mail(served(jobs, server), clock().date())
    assert len(server.letters) == 2


def test_after_five_days_a_person_must_look(jobs: Office, queue: Queue, clock: Clock) -> None:
    queue()
    for _try in range(40):
        send_mail(jobs, clock().date(), send=lambda *_: Outcome(Delivery.LATER, "down"))
        clock.tick(6 * 3600)
    assert states(jobs) == [MailState.FAILED]


def test_cut_after_the_data_it_is_in_doubt_and_never_sent_again_by_itself(
    jobs: Office, queue: Queue, clock: Clock, office: Office
) -> None:
    letter = queue()
    with SmtpServer("dies after the data") as server:
        send_mail(served(jobs, server), clock().date())
        for _day in range(3):
            clock.tick(24 * 3600)
            send_mail(served(jobs, server), clock().date())
        assert (states(jobs), len(server.letters)) == ([MailState.IN_DOUBT], 1)
        server.manner = "takes"
        office.call(mail.resend_mail, mail_id=letter.id)
        send_mail(served(jobs, server), clock().date())
    first, second = server.letters
    same = [line for line in first.splitlines() if line.startswith(b"Message-ID")]
    assert same[0] in second, "the receiver can tell a second copy"
    assert states(jobs) == [MailState.SENT]


class Killed(BaseException):
    """The process dies."""


def test_a_process_killed_while_sending_leaves_a_doubt(
    jobs: Office, queue: Queue, clock: Clock, office: Office
) -> None:
    letter = queue()

    def killed(*_: object) -> Outcome:
        raise Killed

    with pytest.raises(Killed):
        send_mail(jobs, clock().date(), send=killed)
    assert states(jobs) == [MailState.SENDING]
    with SmtpServer() as server:
        clock.tick(60)
        send_mail(served(jobs, server), clock().date())
        assert states(jobs) == [MailState.SENDING], "it may still be going on elsewhere"
        clock.tick(mail.CUT_OFF / timedelta(seconds=1))
        assert "in doubt: 1" in send_mail(served(jobs, server), clock().date())
        assert server.letters == []
    arrived = office.call(mail.drop_mail, mail_id=letter.id, arrived=True)
    assert arrived.state is MailState.SENT


def test_a_refused_address_is_told_to_who_sent_it(jobs: Office, queue: Queue, clock: Clock) -> None:
    queue()
    with SmtpServer("no such") as server:
        send_mail(served(jobs, server), clock().date())
    (row,) = jobs.call(mail.list_mail)
    assert (row.state, row.error) == (MailState.FAILED, "550 no such user")


def test_what_is_sent_and_who_decides(
    office: Office, make: Make, queue: Queue, actors: dict[Role, Actor]
) -> None:
    with pytest.raises(Refused, match="no e-mail address"):
        queue(to_address="nobody")
    letter = queue()
    with pytest.raises(Forbidden, match="colleague"):
        office.as_actor(actors[Role.SPECIALIST]).call(mail.drop_mail, mail_id=letter.id)
    assert office.call(mail.drop_mail, mail_id=letter.id).state is MailState.DROPPED
    with pytest.raises(Refused, match="decided on"):
        office.call(mail.resend_mail, mail_id=letter.id)
    for state in (PaperState.DRAFT, PaperState.CANCELLED):
        with pytest.raises(Refused, match="issued paper that stands"):
            office.call(mail.send_paper, paper_id=make.paper(state=state).id or 0)
    with Session(office.store.engine) as session:
        assert session.get_one(t.Mail, letter.id).body.startswith("Добрий день!")
