"""Sending a letter: whether it went out is always known, or said to be in doubt."""

import email
import email.policy
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.adapters.smtp import send
from crm_tui.config import MailSettings
from crm_tui.domain.mail import Delivery, Letter, is_address
from tests.adapters.smtp_server import SmtpServer
from tests.adapters.smtp_tls import Secured, own_certificate, secured

__all__ = ["own_certificate", "secured"]

LETTER = Letter(
    message_id="<1@oblik.example>",
    sender="office@oblik.example",
    sender_name="ТОВ «Облік»",
    reply_to="anna@oblik.example",
    to_address="buh@romashka.example",
    subject="Рахунок № 5",
    body="Доброго дня!\n.крапка на початку рядка",
    file_name="Рахунок_5.pdf",
    content=b"%PDF-1.7\r\n.\r\n",
)


def plain(server: SmtpServer, **values: str) -> MailSettings:
    return MailSettings(host="127.0.0.1", port=server.port, security="none", **values)


def test_a_letter_arrives_whole_with_its_file() -> None:
    with SmtpServer() as server:
        outcome = send(plain(server, username="crm", password="x"), LETTER)
    assert (outcome.delivery, outcome.words) == (Delivery.SENT, "250 taken")
    assert any(line.startswith("AUTH PLAIN") for line in server.lines)
    (data,) = server.letters
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert (message["Subject"], message["Message-ID"]) == ("Рахунок № 5", "<1@oblik.example>")
    assert message["From"].addresses[0].display_name == "ТОВ «Облік»"
    body, file = message.get_body(), next(message.iter_attachments())
    assert body is not None
    assert body.get_content().strip() == LETTER.body
    assert (file.get_filename(), file.get_content()) == ("Рахунок_5.pdf", LETTER.content)


@pytest.mark.parametrize(
    ("manner", "delivery", "word"),
    [
        ("no such", Delivery.REFUSED, "550 no such user"),
        ("busy", Delivery.LATER, "451 try later"),
        ("spam", Delivery.REFUSED, "554"),
        ("bad password", Delivery.LATER, "535"),
        ("dies in the data", Delivery.IN_DOUBT, ""),
        ("dies after the data", Delivery.IN_DOUBT, ""),
    ],
)
def test_what_became_of_it_is_told(manner: str, delivery: Delivery, word: str) -> None:
    with SmtpServer(manner) as server:
        outcome = send(plain(server, username="crm", password="x"), LETTER)
    assert outcome.delivery is delivery
    assert word in outcome.words


def test_who_is_trusted_gets_the_letter_over_tls(secured: Secured, own_certificate: Path) -> None:
    server, settings = secured
    outcome = send(replace(settings, ca_file=str(own_certificate)), LETTER)
    assert (outcome.delivery, outcome.words) == (Delivery.SENT, "250 taken")
    assert len(server.letters) == 1


def test_who_is_not_trusted_gets_neither_password_nor_letter(secured: Secured, tmp_path: Path) -> None:
    server, settings = secured
    outcome = send(settings, LETTER)
    assert outcome.delivery is Delivery.LATER
    assert "certificate is not trusted (self-signed certificate); name your own" in outcome.words
    (tmp_path / "no.pem").write_text("no certificate")
    for name in ("no.pem", "absent.pem"):
        outcome = send(replace(settings, ca_file=str(tmp_path / name)), LETTER)
        assert (outcome.delivery, name in outcome.words) == (Delivery.LATER, True)
    assert server.letters == []
    assert not any(line.startswith("AUTH") for line in server.lines)


def test_a_server_without_starttls_is_not_spoken_to_openly() -> None:
    with SmtpServer() as server:
        outcome = send(replace(plain(server, username="crm", password="x"), security="starttls"), LETTER)
    assert outcome.delivery is Delivery.LATER
    assert "STARTTLS" in outcome.words
    assert not any(line.startswith("AUTH") for line in server.lines)


def test_a_server_that_is_down_or_not_named_is_tried_later() -> None:
    with SmtpServer() as server:
        gone = plain(server)
    assert send(gone, LETTER).delivery is Delivery.LATER
    assert "mail.host" in send(MailSettings(), LETTER).words


def test_no_header_can_be_smuggled_in() -> None:
    with SmtpServer() as server:
        outcome = send(plain(server), replace(LETTER, subject="Рахунок\r\nBcc: thief@example.com"))
    assert outcome.delivery is Delivery.REFUSED
    assert server.letters == []


@pytest.mark.parametrize("text", ["a@b.ua", "ім'я@пошта.укр"])
def test_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["", "a@b", "a b@c.ua", "a@b.ua, c@d.ua", "<a@b.ua>", "a@b..ua\n"])
def test_no_address(text: str) -> None:
    assert not is_address(text)
