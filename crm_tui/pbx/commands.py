"""The listener's hand: wishes of the office become actions on the wire, each at most once."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from crm_tui.config import PbxSettings
from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CommandKind, CommandOutcome
from crm_tui.pbx.client import AmiClient, LibraryError
from crm_tui.pbx.recorder import Recorder
from crm_tui.pbx.tracker import Tracker
from crm_tui.usecases.pbx_commands import Wish, answer_command, has_commands, take_command

log = logging.getLogger(__name__)
NORMAL, CALL_REJECTED = "16", "21"
"""Causes of a hang-up; the second is told to a caller who is refused."""
END_OF_NUMBER = "#"
Action = tuple[str, dict[str, str]]


class Commands:
    """Takes what was asked and says it to the PBX; with the line down everything is refused at once.

    A wish is marked as sent, and the mark committed, before it goes out: whoever dies in between leaves it
    in doubt, and nobody dials a client twice. What it came to is told by its call (`record_calls`).
    """

    def __init__(
        self, recorder: Recorder, *, epoch: int, clock: Callable[[], float], prove: Callable[[], None]
    ) -> None:
        """`prove` raises StaleLease when another listener may have taken over meanwhile."""
        self._recorder, self._epoch, self._clock, self._prove = recorder, epoch, clock, prove
        self._settings = recorder.office.settings.pbx

    def run(self, client: AmiClient | None, *, asked: bool = False) -> None:
        """Does all that waits; `asked`: something surely does, so it is not looked for first.

        OSError or LibraryError when the line is lost while the PBX is asked.
        """
        if not asked and not self._recorder.office.call(has_commands, epoch=self._epoch):
            return
        while (wish := self._take(up=client is not None)) is not None:
            if client is not None:
                self._send(client, wish)

    def _take(self, *, up: bool) -> Wish | None:
        sent_at = datetime.fromtimestamp(self._recorder.tracker.moment(self._clock()), UTC)
        return self._recorder.write(
            "pbx_commands.take_command",
            lambda unit: take_command(unit, epoch=self._epoch, sent_at=sent_at, up=up),
        )

    def _send(self, client: AmiClient, wish: Wish) -> None:
        actions = actions_of(wish, self._settings, self._recorder.tracker)
        if not actions:
            self._answer(wish, CommandOutcome.NO_CHANNEL)
            return
        # Between the mark and this line the process may have been stopped and woken long after.
        self._prove()
        try:
            said = [client.act(action, fields) for action, fields in actions]
        except Refused as refused:
            self._answer(wish, CommandOutcome.PBX_REFUSED, str(refused))
            return
        except (OSError, LibraryError) as error:
            log.warning("%s: no answer to wish %s", type(error).__name__, wish.id)
            self._answer(wish, CommandOutcome.IN_DOUBT)
            raise
        errors = [one.get("message") for one in said if one.get("response").lower() != "success"]
        self._answer(wish, CommandOutcome.PBX_REFUSED if errors else None, *errors[:1])

    def _answer(self, wish: Wish, outcome: CommandOutcome | None, detail: str = "") -> None:
        self._recorder.write(
            "pbx_commands.answer_command",
            lambda unit: answer_command(unit, command_id=wish.id, outcome=outcome, detail=detail),
        )


def actions_of(wish: Wish, settings: PbxSettings, tracker: Tracker) -> list[Action]:
    """What is to be said to the PBX; nothing when the channel it is about is gone."""
    if wish.kind is CommandKind.DIAL:
        return [_originate(wish, settings)]
    if wish.kind is CommandKind.REFUSE_CALLER:
        channels = tracker.client_channels(wish.call_key)
        return [("Hangup", {"Channel": channel, "Cause": CALL_REJECTED}) for channel in channels]
    channel = tracker.channel_name(wish.channel_uid)
    if not channel:
        return []
    to = {"Channel": channel, "Context": settings.transfer_context, "Exten": wish.digits}
    # Dialled digit by digit: without the sign that ends a number the PBX waits for more of them.
    word = to | {"Exten": f"{wish.digits}{END_OF_NUMBER}"}
    # The PBX joins the two others when the one between them hangs up: so a transfer is completed too.
    end = ("Hangup", {"Channel": channel, "Cause": NORMAL})
    known: dict[CommandKind, Action] = {
        CommandKind.BLIND_TRANSFER: ("BlindTransfer", to),
        CommandKind.ATTENDED_TRANSFER: ("Atxfer", word),
        CommandKind.CANCEL_TRANSFER: ("CancelAtxfer", {"Channel": channel}),
    }
    return [known.get(wish.kind, end)]


def _originate(wish: Wish, settings: PbxSettings) -> Action:
    # The client's number is shown on the person's own phone, and tells the tracker whom it is about.
    shown = wish.digits.removeprefix(settings.dial_outside)
    return "Originate", {
        "ActionID": wish.channel_uid,
        "Channel": settings.dial_channel.replace("{extension}", wish.extension),
        "Context": settings.dial_context,
        "Exten": wish.digits,
        "Priority": "1",
        "CallerID": f'"{shown}" <{shown}>',
        "Timeout": str(settings.dial_seconds * 1000),
        "Async": "true",
        "ChannelId": wish.channel_uid,
    }
