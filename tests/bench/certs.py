"""Certificate file -> fields, beside asn1crypto that loads it and names what it can without failing.

asn1crypto's `load` alone looks at nothing but the outermost length, so it is told too: it is no floor of a
reading, only of a copy.

python -m tests.bench --only certs
"""

import time
from collections.abc import Callable, Iterator
from statistics import median

from crm_tui.exchange.certificate_content import read_content
from tests.bench import BenchRow
from tests.certificates import SAMPLES, make_certificate

ROUNDS = 40


def rows() -> Iterator[BenchRow]:
    from asn1crypto.x509 import Certificate

    files = [path.read_bytes() for path in sorted((SAMPLES / "certs").glob("*.cer"))]
    files += [make_certificate()]

    def bare(content: bytes) -> None:
        body = Certificate.load(content)["tbs_certificate"]
        for name in ("subject", "issuer", "validity", "serial_number"):
            assert body[name].native is not None
        for extension in body["extensions"]:
            assert extension["extn_id"].dotted
            assert extension["extn_value"].contents is not None

    ours = _each(lambda content: read_content("x.cer", content), files)
    floor = _each(bare, files)
    yield BenchRow("certificate file to fields", ours * 1e6, floor * 1e6, "us", "<= 5x", ours <= 5 * floor)
    yield BenchRow("certificate files a second", 1 / ours, None, "files/s", ">= 500", ours <= 1 / 500)
    yield BenchRow(
        "asn1crypto load, nothing read", _each(Certificate.load, files) * 1e6, None, "us", "-", True
    )


def _each(act: Callable[[bytes], object], files: list[bytes]) -> float:
    """Seconds for one file, the median of the rounds after the first."""
    took = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        for content in files:
            act(content)
        took.append((time.perf_counter() - begun) / len(files))
    return median(took[1:])
