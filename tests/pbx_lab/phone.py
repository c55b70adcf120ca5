"""Telephones and the provider's exchange, as Asterisk sees them: one UDP port each, on loopback.

Everything waits for a condition and fails with a word when it does not come. Each moment of a call is noted
by the driver's clock: that is the truth the store is compared with.
"""

import socket
import struct
import threading
import time
from queue import Empty, Queue

from tests.pbx_lab import sip
from tests.waiting import wait_until

PATIENCE = 30.0
FRAME = 0.02
"""Seconds of sound in a packet."""
SILENCE = b"\xd5" * 160
"""As A-law; without any sound MixMonitor writes nothing."""
ALLOW = ("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, NOTIFY, REFER")


class Call:
    """One call at one telephone; `began` is the INVITE that came or that we sent."""

    def __init__(self, phone: "Phone", invite: sip.Message, *, ours: bool) -> None:
        self.phone, self.invite, self.ours = phone, invite, ours
        self.call_id = invite["Call-ID"]
        self.number = invite.number if ours else 1
        self.version = 1
        self.media = sip.media_of(invite.body) if not ours else None
        self.local = invite["From"] if ours else f"{invite['To']};tag={sip.token()}"
        self.remote = invite["To"] if ours else invite["From"]
        self.target = sip.uri_of(invite["To"] if ours else invite["Contact"])
        self.rung_at = self.answered_at = self.ended_at = 0.0
        self.code = 0
        """The last status of the INVITE: 180, 200, 486 ..."""
        self.done: set[tuple[int, str]] = set()
        """Requests that the other side has taken."""
        self._said: dict[tuple[int, str], bytes] = {}
        self._sound: threading.Thread | None = None

    # --- what a person does

    @property
    def caller(self) -> str:
        return sip.user_of(self.invite["From"])

    @property
    def dialled(self) -> str:
        """The number that was asked for."""
        return sip.user_of(self.invite.first.split()[1])

    def ring(self) -> "Call":
        self._respond(self.invite, 180, "Ringing")
        self.rung_at = time.time()
        return self

    def answer(self) -> "Call":
        self._respond(self.invite, 200, "OK", self._description())
        self._up()
        return self

    def decline(self, code: int = 603, reason: str = "Decline") -> None:
        self._respond(self.invite, code, reason)
        self._over(code)

    def busy(self) -> None:
        self.decline(486, "Busy Here")

    def hang_up(self) -> None:
        """Ends the call, or gives up one that nobody has answered."""
        if self.ended_at:
            return
        if self.answered_at:
            self.send("BYE")
            self._over(self.code)
            return
        wait_until(lambda: self.code >= 100, seconds=PATIENCE)
        self._write(
            self._request("CANCEL", number=self.invite.number, via=self.invite["Via"], to=self.invite["To"])
        )
        self.until_ended()

    def hold(self, *, on: bool = True) -> None:
        """Puts the other side on hold or takes it off; back when Asterisk has agreed."""
        self.version += 1
        mode = "sendonly" if on else "sendrecv"
        number = self.send("INVITE", self._description(mode))
        wait_until(lambda: (number, "INVITE") in self.done, seconds=PATIENCE)

    def refer(self, number: str) -> None:
        """The transfer key of the telephone itself: the other side is sent on to this number."""
        self.number += 1
        message = self._request("REFER", number=self.number)
        message.headers.append(("Refer-To", f"<sip:{number}@{self.phone.pbx[0]}>"))
        self._write(message)

    def until_ringing(self) -> "Call":
        wait_until(lambda: self.code in (180, 183) or self.answered_at, seconds=PATIENCE)
        return self

    def until_answered(self) -> "Call":
        wait_until(lambda: self.answered_at or self.ended_at, seconds=PATIENCE)
        assert self.answered_at, f"{self.phone.user}: {self.code} instead of an answer"
        return self

    def until_ended(self, seconds: float = PATIENCE) -> "Call":
        wait_until(lambda: self.ended_at, seconds=seconds)
        return self

    @property
    def talk(self) -> tuple[float, float]:
        """From the answer to the end, by the driver's clock."""
        assert self.answered_at, "nobody answered"
        return self.answered_at, self.ended_at

    # --- what comes

    def request(self, message: sip.Message) -> None:
        key = (message.number, message.method)
        if message.method == "ACK":
            return
        if key in self._said:
            self.phone.write(self._said[key])
            return
        body = ""
        if message.method == "INVITE":
            mode = "recvonly" if "a=sendonly" in message.body else "sendrecv"
            self.media = sip.media_of(message.body) or self.media
            self.version += 1
            body = self._description(mode)
        self._respond(message, 200, "OK", body)
        if message.method == "CANCEL":
            self._respond(self.invite, 487, "Request Terminated")
        if message.method in ("BYE", "CANCEL"):
            self._over(self.code if message.method == "BYE" else 487)

    def response(self, message: sip.Message) -> None:
        if message.code >= 200:
            self.done.add((message.number, message.method))
        if message.method != "INVITE":
            return
        first = self.ours and message.number == self.invite.number
        if message.code >= 200:
            via = self.invite["Via"] if first and message.code >= 300 else ""
            if first and message.code < 300:
                self.target = sip.uri_of(message["Contact"])
            self._write(self._request("ACK", number=message.number, via=via, to=message["To"]))
        if not first or self.ended_at:
            return
        if message.code in (401, 407):
            self.phone.invite_again(self, message)
            return
        self.code = message.code
        if message.code > 100 and sip.tag_of(message["To"]):
            self.remote = message["To"]
        if message.code in (180, 183) and not self.rung_at:
            self.rung_at = time.time()
        if 200 <= message.code < 300 and not self.answered_at:
            self.media = sip.media_of(message.body)
            self._up()
        if message.code >= 300:
            self._over(message.code)

    # --- how it is done

    def send(self, method: str, body: str = "") -> int:
        """Says something within the call; its CSeq, by which `done` tells that it was taken."""
        self.number += 1
        self._write(self._request(method, number=self.number, body=body))
        return self.number

    def _request(
        self, method: str, *, number: int, via: str = "", to: str = "", body: str = ""
    ) -> sip.Message:
        headers = [
            ("Via", via or self.phone.via()),
            ("From", self.local),
            ("To", to or self.remote),
            ("Call-ID", self.call_id),
            ("CSeq", f"{number} {method}"),
            ("Contact", self.phone.contact),
            ("Max-Forwards", "70"),
            ALLOW,
        ]
        headers += [("Content-Type", "application/sdp")] if body else []
        # A request outside the dialogue (CANCEL, the ACK of a refusal) goes where the INVITE went.
        target = self.invite.first.split()[1] if via else self.target
        return sip.Message(f"{method} {target} SIP/2.0", headers, body)

    def _respond(self, request: sip.Message, code: int, reason: str, body: str = "") -> None:
        said = self.phone.response_to(request, code, reason, body=body, to=self.local)
        if code >= 200:
            self._said[request.number, request.method] = said

    def _description(self, mode: str = "sendrecv") -> str:
        return sip.description(self.phone.host, self.phone.sound_port, self.version, mode=mode)

    def _write(self, message: sip.Message) -> None:
        self.phone.write(message.encode())

    def _up(self) -> None:
        self.answered_at = time.time()
        self._sound = threading.Thread(target=self._keep_silent, daemon=True)
        self._sound.start()

    def _over(self, code: int) -> None:
        self.code = code
        self.ended_at = self.ended_at or time.time()

    def _keep_silent(self) -> None:
        """Sends silence at its pace until the call is over."""
        source, number, due = struct.unpack("!I", bytes.fromhex(sip.token()[:8]))[0], 0, time.monotonic()
        while not self.ended_at and self.phone.open:
            if self.media is not None:
                head = struct.pack("!BBHII", 0x80, 8, number & 0xFFFF, number * 160 & 0xFFFFFFFF, source)
                self.phone.send_sound(head + SILENCE, self.media)
            number += 1
            due += FRAME
            time.sleep(max(0.0, due - time.monotonic()))


class Phone:
    """A telephone with a line at Asterisk: it logs in, takes calls and makes them."""

    def __init__(
        self, user: str, pbx: tuple[str, int], *, password: str = "", host: str = "127.0.0.1"
    ) -> None:
        self.user, self.pbx, self.password, self.host = user, pbx, password, host
        self.open = True
        self._calls: dict[str, Call] = {}
        self._came: Queue[Call] = Queue()
        self._answers: Queue[sip.Message] = Queue()
        self._registration, self._registered = sip.token(), 0
        self._line, self._sound = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self._line.bind((host, 0))
        self._sound.bind((host, 0))
        self.port, self.sound_port = (one.getsockname()[1] for one in (self._line, self._sound))
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def close(self) -> None:
        for call in list(self._calls.values()):
            if call.answered_at and not call.ended_at:
                call.hang_up()
        self.open = False
        # Whoever reads wakes up by a packet to himself: closing alone does not wake him.
        self._line.sendto(b"\r\n", (self.host, self.port))
        self._reading.join(PATIENCE)
        self._line.close()
        self._sound.close()

    # --- what a person does

    def log_in(self, seconds: int = 3600) -> None:
        """Registers, until Asterisk has agreed; `seconds` 0 takes the phone off."""
        until = time.monotonic() + PATIENCE
        credentials = ""
        while time.monotonic() < until:
            answer = self._ask_to_register(seconds, credentials)
            if answer is not None and answer.code == 200:
                return
            if answer is not None and answer.code == 401:
                credentials = self._credentials(answer, "REGISTER", f"sip:{self.pbx[0]}")
        raise AssertionError(f"{self.user} could not log in")

    def log_out(self) -> None:
        self.log_in(0)

    def incoming(self, seconds: float = PATIENCE) -> Call:
        """The next call that comes here."""
        try:
            return self._came.get(timeout=seconds)
        except Empty:
            raise AssertionError(f"no call came to {self.user} in {seconds} s") from None

    @property
    def quiet(self) -> bool:
        """Whether no call waits here."""
        return self._came.empty()

    def forget(self) -> None:
        """No call of before counts any more."""
        while not self._came.empty():
            self._came.get_nowait()

    def dial(self, number: str, *, shown: str = "", name: str = "") -> Call:
        """Calls a number; `shown` and `name` are whom the other side sees."""
        who = f'"{name}" ' if name else ""
        uri = f"sip:{number}@{self.pbx[0]}:{self.pbx[1]}"
        invite = sip.Message(
            f"INVITE {uri} SIP/2.0",
            [
                ("Via", self.via()),
                ("From", f"{who}<sip:{shown or self.user}@{self.host}>;tag={sip.token()}"),
                ("To", f"<{uri}>"),
                ("Call-ID", f"{sip.token()}@{self.host}"),
                ("CSeq", "1 INVITE"),
                ("Contact", self.contact),
                ("Max-Forwards", "70"),
                ALLOW,
                ("Content-Type", "application/sdp"),
            ],
            sip.description(self.host, self.sound_port, 1),
        )
        call = self._calls[invite["Call-ID"]] = Call(self, invite, ours=True)
        self.write(invite.encode())
        return call

    def invite_again(self, call: Call, refused: sip.Message) -> None:
        """The same call with the password that Asterisk asks for."""
        uri = call.invite.first.split()[1]
        assert not call.invite["Authorization"], f"{self.user}: the password is refused"
        credentials = self._credentials(refused, "INVITE", uri)
        call.number += 1
        fresh = {"Via": self.via(), "CSeq": f"{call.number} INVITE"}
        headers = [(name, fresh.get(name, value)) for name, value in call.invite.headers]
        call.invite = sip.Message(
            call.invite.first, [*headers, ("Authorization", credentials)], call.invite.body
        )
        self.write(call.invite.encode())

    # --- how it is done

    @property
    def contact(self) -> str:
        return f"<sip:{self.user}@{self.host}:{self.port}>"

    def via(self) -> str:
        return f"SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{sip.token()};rport"

    def write(self, data: bytes) -> None:
        self._line.sendto(data, self.pbx)

    def send_sound(self, data: bytes, to: tuple[str, int]) -> None:
        if self.open:
            self._sound.sendto(data, to)

    def response_to(
        self,
        request: sip.Message,
        code: int,
        reason: str,
        *,
        body: str = "",
        to: str = "",
        more: sip.Headers | None = None,
    ) -> bytes:
        tagged = request["To"] if sip.tag_of(request["To"]) or code == 100 else to or f"{request['To']};tag=0"
        headers = [
            *request.every("Via"),
            *request.every("Record-Route"),
            ("From", request["From"]),
            ("To", tagged),
            ("Call-ID", request["Call-ID"]),
            ("CSeq", request["CSeq"]),
            ("Contact", self.contact),
            ALLOW,
            *(more or []),
        ]
        headers += [("Content-Type", "application/sdp")] if body else []
        data = sip.Message(f"SIP/2.0 {code} {reason}", headers, body).encode()
        self.write(data)
        return data

    def _credentials(self, refused: sip.Message, method: str, uri: str) -> str:
        challenge = refused["WWW-Authenticate"] or refused["Proxy-Authenticate"]
        return sip.answer_to(challenge, user=self.user, password=self.password, method=method, uri=uri)

    def _ask_to_register(self, seconds: int, credentials: str) -> sip.Message | None:
        self._registered += 1
        address = f"<sip:{self.user}@{self.pbx[0]}>"
        headers = [
            ("Via", self.via()),
            ("From", f"{address};tag={self._registration}"),
            ("To", address),
            ("Call-ID", self._registration),
            ("CSeq", f"{self._registered} REGISTER"),
            ("Contact", self.contact),
            ("Expires", str(seconds)),
            ("Max-Forwards", "70"),
        ]
        headers += [("Authorization", credentials)] if credentials else []
        self.write(sip.Message(f"REGISTER sip:{self.pbx[0]} SIP/2.0", headers).encode())
        until = time.monotonic() + 2
        while (left := until - time.monotonic()) > 0:
            try:
                answer = self._answers.get(timeout=left)
            except Empty:
                return None
            if answer.number == self._registered and answer.code >= 200:
                return answer
        return None

    def _read(self) -> None:
        while self.open:
            data = self._line.recv(65536)
            if data.strip():
                self._take(sip.read(data))

    def _take(self, message: sip.Message) -> None:
        if message.method == "REGISTER":
            self._registering(message)
            return
        call = self._calls.get(message["Call-ID"])
        if call is not None:
            (call.response if message.code else call.request)(message)
        elif message.method == "INVITE" and not message.code:
            call = self._calls[message["Call-ID"]] = Call(self, message, ours=False)
            self.response_to(message, 100, "Trying")
            self._came.put(call)
        elif not message.code and message.method != "ACK":
            self.response_to(message, 200, "OK")

    def _registering(self, message: sip.Message) -> None:
        if message.code:
            self._answers.put(message)


class Provider(Phone):
    """The provider's exchange: the office's Asterisk logs in here, clients call from here."""

    def __init__(self, *, account: str, password: str, host: str) -> None:
        self.account = account
        self.account_password = password
        self.logged_in = False
        super().__init__("provider", ("", 0), host=host)

    def connect(self, pbx: tuple[str, int]) -> None:
        """Where the office's Asterisk listens."""
        self.pbx = pbx

    def client_calls(self, number: str, did: str, *, name: str = "") -> Call:
        """A client with this number dials a number of the office."""
        return self.dial(did, shown=number, name=name)

    def _registering(self, message: sip.Message) -> None:
        if message.code:
            return
        credentials = message["Authorization"]
        if not sip.proves(credentials, password=self.account_password, method="REGISTER"):
            self.response_to(
                message, 401, "Unauthorized",
                more=[("WWW-Authenticate", f'Digest realm="provider", nonce="{sip.token()}", algorithm=MD5')],
            )  # fmt: skip
            return
        self.logged_in = sip.user_of(message["From"]) == self.account
        self.response_to(message, 200, "OK", more=[("Expires", "3600")])
