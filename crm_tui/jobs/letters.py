"""The job that sends what waits in the queue of letters."""

from datetime import date, timedelta

from crm_tui.adapters import smtp
from crm_tui.adapters.smtp import Send
from crm_tui.domain.kinds import MailState
from crm_tui.i18n import _
from crm_tui.usecases.mail import doubt_cut_off, mail_is_due, note_delivery, take_letter
from crm_tui.usecases.office import Office

AT_MOST = timedelta(minutes=5)
"""So long in one run: the loop that sends also renews the scheduler's lease."""


def send_mail(office: Office, _today: date, *, send: Send = smtp.send) -> str:
    """Sends the letters that are due, each marked before it goes out; empty when there was nothing to do."""
    if not office.call(mail_is_due):
        return ""
    doubtful, until = office.call(doubt_cut_off), office.clock() + AT_MOST
    sent = put_off = 0
    while office.clock() < until:
        taken = office.call(take_letter)
        if taken is None:
            break
        row = office.call(note_delivery, mail_id=taken.id, outcome=send(office.settings.mail, taken.letter))
        sent += row.state is MailState.SENT
        doubtful += row.state is MailState.IN_DOUBT
        if row.state is MailState.QUEUED:
            put_off += 1
            break  # the server is away or busy: the others wait too, and are not tried against it one by one
    said = _("sent: {sent}, put off: {put_off}, in doubt: {doubtful}")
    return said.format(sent=sent, put_off=put_off, doubtful=doubtful)
