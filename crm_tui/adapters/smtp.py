"""Handing one letter to an SMTP server, and knowing for certain whether it went out."""

import re
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate
from pathlib import Path

from crm_tui.config import MailSettings
from crm_tui.domain.errors import Refused
from crm_tui.domain.mail import Delivery, Letter, Outcome
from crm_tui.domain.text import clean
from crm_tui.i18n import _

TIMEOUT_SECONDS = 30
_DOT = re.compile(rb"(?m)^\.")
Send = Callable[[MailSettings, Letter], Outcome]


def send(settings: MailSettings, letter: Letter) -> Outcome:
    """Sends the letter; never raises. What failed before the data can be tried again; after it, doubt."""
    if not settings.host:
        return Outcome(Delivery.LATER, _("no mail server is set (mail.host)"))
    try:
        data = _DOT.sub(b"..", message_of(letter).as_bytes(policy=SMTP))
    except (ValueError, UnicodeError) as error:
        return Outcome(Delivery.REFUSED, _words(error))
    try:
        server = _connected(settings)
    except (OSError, smtplib.SMTPException, Refused) as error:
        return Outcome(Delivery.LATER, _words(error))
    try:
        return _hand_over(server, letter, data)
    finally:
        _leave(server)


def message_of(letter: Letter) -> EmailMessage:
    """The letter with its file as a MIME message."""
    message = EmailMessage()
    message["From"] = formataddr((letter.sender_name, letter.sender))
    message["To"] = letter.to_address
    message["Subject"] = letter.subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = letter.message_id
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message.set_content(letter.body, cte="base64")
    if letter.content:
        message.add_attachment(
            letter.content, maintype="application", subtype="pdf", filename=letter.file_name
        )
    return message


def _trusting(settings: MailSettings) -> ssl.SSLContext:
    """Whose certificates are taken; a server that nobody vouches for gets neither password nor letter."""
    context = ssl.create_default_context()
    if settings.ca_file:
        try:
            context.load_verify_locations(Path(settings.ca_file).expanduser())
        except OSError:  # what is no certificate raises ssl.SSLError, which is one
            said = _("mail.ca_file: {file} is no certificate (PEM) that can be read")
            raise Refused(said.format(file=settings.ca_file)) from None
    return context


def _connected(settings: MailSettings) -> smtplib.SMTP:
    context = _trusting(settings)
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.username:
            server.login(settings.username, settings.password)
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, letter: Letter, data: bytes) -> Outcome:
    steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
        lambda: server.mail(letter.sender),
        lambda: server.rcpt(letter.to_address),
        lambda: server.docmd("DATA"),
    )
    try:
        for step in steps:
            code, said = step()
            if code >= 400:
                return Outcome(_by_code(code), f"{code} {_line(said)}")
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        return Outcome(Delivery.LATER, _words(error))
    try:
        server.send(data + b"\r\n.\r\n")
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Delivery.IN_DOUBT, _words(error))
    if code < 0:
        return Outcome(Delivery.IN_DOUBT, _("the line was cut"))
    return Outcome(Delivery.SENT if code < 300 else _by_code(code), f"{code} {_line(said)}")


def _by_code(code: int) -> Delivery:
    return Delivery.REFUSED if code >= 500 else Delivery.LATER


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _line(said: bytes) -> str:
    return " ".join(clean(said.decode("utf-8", "replace")).split())[:300]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {_line(said if isinstance(said, bytes) else str(said).encode())}"
    if isinstance(error, ssl.SSLCertVerificationError):
        words = _("the mail server's certificate is not trusted ({reason}); name your own in mail.ca_file")
        return words.format(reason=clean(error.verify_message))
    return clean(str(error)) or type(error).__name__
