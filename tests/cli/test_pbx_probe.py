"""The live test of the PBX: every way in which the other side may answer."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from crm_tui.cli.checks import State
from crm_tui.cli.checks.pbx import Answer, check_pbx, probe
from crm_tui.config import PbxSettings

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
WELCOME = b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n"
REFUSAL = b"Response: Error\r\nMessage: Authentication failed\r\n\r\n"


@contextmanager
def other_side(first: bytes, answer: bytes) -> Iterator[tuple[PbxSettings, list[bytes]]]:
    """A server that says `first`, then answers the login; what it was told is in the list."""
    told: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.sendall(first)
                if answer:
                    told.append(line.recv(4096))
                    line.sendall(answer)
                    told.append(line.recv(4096))

        thread = threading.Thread(target=serve)
        thread.start()
        yield PbxSettings(host="127.0.0.1", port=server.getsockname()[1], username="crm", secret="s3"), told
        thread.join(10)


def test_a_right_secret_is_welcome_and_logs_off() -> None:
    with other_side(BANNER, WELCOME) as (pbx, told):
        found = probe(pbx)
    assert (found.answer, found.detail) == (Answer.WELCOME, "Asterisk Call Manager/11.0.0")
    assert told[0].startswith(b"Action: Login\r\nUsername: crm\r\nSecret: s3\r\n")
    assert told[1].startswith(b"Action: Logoff")


def test_a_wrong_secret_is_told_without_the_secret() -> None:
    with other_side(BANNER, REFUSAL) as (pbx, _told):
        check = check_pbx(pbx)
    assert check.state is State.BAD
    assert "Authentication failed" in check.finding
    assert pbx.secret not in check.finding + check.mend


def test_another_program_at_the_port() -> None:
    with other_side(b"SSH-2.0-OpenSSH\x1b[2J\r\n", b"") as (pbx, _told):
        found = probe(pbx)
    assert (found.answer, found.detail) == (Answer.NOT_A_PBX, "SSH-2.0-OpenSSH")


def test_a_server_that_hangs_up_at_once() -> None:
    with other_side(b"", b"") as (pbx, _told):
        assert probe(pbx).answer is Answer.NOT_A_PBX


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert probe(PbxSettings(host="127.0.0.1", port=port)).answer is Answer.NO_ANSWER
    assert probe(PbxSettings(host="no-such-host.invalid")).answer is Answer.NO_ANSWER


@pytest.mark.parametrize("hostile", ["x\r\nAction: Command", "y\nEvents: on"])
def test_a_line_break_never_reaches_the_line(hostile: str) -> None:
    assert probe(PbxSettings(host="127.0.0.1", port=1, secret=hostile)).answer is Answer.REFUSED


def test_no_address_is_a_warning() -> None:
    assert check_pbx(PbxSettings()).state is State.WARNING
