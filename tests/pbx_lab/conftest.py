"""The lab: a real Asterisk, our listeners over both stores, three telephones and the provider's exchange."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests import stores
from tests.pbx_lab.asterisk import Asterisk, free_port, running
from tests.pbx_lab.chroot import CannotRunError, asterisk_root
from tests.pbx_lab.office import ACCOUNT, PEOPLE, OurOffice
from tests.pbx_lab.phone import Phone, Provider
from tests.pbx_lab.proxy import Line
from tests.waiting import wait_until

PROVIDER_HOST = "127.0.0.2"
"""The provider is told from the telephones by his address, as everywhere."""
TRUNK_PASSWORD = "the-providers-own"


@dataclass
class Lab:
    """All that a scenario needs: people of `ours` act, `both` hear the same calls, `deaf` hears none."""

    asterisk: Asterisk
    ours: OurOffice
    postgres: OurOffice | None
    deaf: OurOffice
    line: Line
    provider: Provider
    phones: dict[str, Phone]
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def both(self) -> list[OurOffice]:
        return [one for one in (self.ours, self.postgres) if one is not None]

    def number(self) -> str:
        """Of a client who calls only once in these tests."""
        return f"0671{next(self._numbers):06d}"


@pytest.fixture(scope="module")
def made_lab(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Lab]:
    with ExitStack() as stack:
        try:
            root = stack.enter_context(asterisk_root())
        except CannotRunError as why:
            pytest.skip(f"skipped: {why}")
        folder = tmp_path_factory.mktemp("lab")
        port, secret = free_port(socket.SOCK_STREAM), secrets.token_hex(12)

        def office(name: str, database: str) -> OurOffice:
            (folder / name).mkdir()
            made = OurOffice(folder / name, database, root=root, port=port, secret=secret)
            return stack.enter_context(closing(made))

        template = stores.sqlite_template(folder)
        for name in ("ours", "deaf"):
            stores.sqlite_from(template, folder / f"{name}.db").close()
        ours, deaf = (office(name, f"sqlite:///{folder / name}.db") for name in ("ours", "deaf"))
        server = stack.enter_context(stores.postgres_server())
        postgres = None
        if server is not None:
            postgres = office(
                "postgres", stack.enter_context(stores.postgres_database(server, "crm_tui_lab"))
            )
        asterisk = Asterisk(root, sip_port=free_port(socket.SOCK_DGRAM))
        provider = stack.enter_context(
            closing(Provider(account=ACCOUNT, password=TRUNK_PASSWORD, host=PROVIDER_HOST))
        )
        provider.connect(asterisk.sip)
        passwords = _configure(asterisk, ours, provider, folder / "asterisk")
        stack.enter_context(running(asterisk))
        line = stack.enter_context(closing(Line(port)))
        phones = {
            extension: stack.enter_context(
                closing(Phone(extension, asterisk.sip, password=passwords[f"{extension}-auth"]))
            )
            for extension in PEOPLE
        }
        for phone in phones.values():
            phone.log_in()
        wait_until(lambda: provider.logged_in, seconds=30)
        lab = Lab(asterisk, ours, postgres, deaf, line, provider, phones)
        ours.listen(port=line.port)
        if postgres is not None:
            postgres.listen()
        yield lab


@pytest.fixture
def lab(made_lab: Lab) -> Iterator[Lab]:
    """The lab with nobody on the line, before and after."""
    yield made_lab
    quiet = [phone.quiet for phone in (made_lab.provider, *made_lab.phones.values())]
    try:
        wait_until(lambda: made_lab.asterisk.channels == 0)
    finally:
        made_lab.asterisk.ask("channel request hangup all")
        made_lab.provider.forget()
        for phone in made_lab.phones.values():
            phone.forget()
    assert all(quiet), "a call came to a phone where the scenario expected none"


def _configure(asterisk: Asterisk, ours: OurOffice, provider: Provider, folder: Path) -> dict[str, str]:
    """Has our own command write the configuration; the phones' passwords by section."""
    from crm_tui.pbx.office_config import kept_passwords

    host = f"{provider.host}:{provider.port}"
    ours.run("pbx", "config", "--write", str(folder), "--trunk-host", host, "--trunk-user", ACCOUNT)
    asterisk.configure(folder, trunk_password=TRUNK_PASSWORD)
    return kept_passwords((folder / "pjsip_auth.conf").read_text("utf-8"))
