"""The PBX's own record of a recording, as the files that `cel_custom` and `cdr_csv` would have written."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from crm_tui.pbx.recordings import Step
from tests.pbx.recorded import recording

CEL_FIELDS = (
    "eventname", "@", "calleridname", "calleridnum", "calleridani", "calleridrdnis", "calleriddnid", "exten",
    "context", "channel", "application", "appdata", "amaflags", "accountcode", "uniqueid", "linkedid", "peer",
    "userfield", "userdeftype", "extra",
)  # fmt: skip
CDR_FIELDS = (
    "accountcode", "source", "destination", "destinationcontext", "callerid", "channel", "destinationchannel",
    "lastapplication", "lastdata", "starttime", "answertime", "endtime", "duration", "billableseconds",
    "disposition", "amaflags", "uniqueid", "userfield", "peeraccount", "linkedid", "sequence",
)  # fmt: skip


def steps_of(*names: str) -> list[Step]:
    return [step for name in names for step in recording(name).steps]


def cel_line(step: Step, *, exact: bool = True) -> list[str]:
    """One row; the packet's own time has whole seconds only, so its arrival stands for the file's own."""
    index = step.packet.index
    moment = f"{step.at:.6f}" if exact else f"{datetime.fromtimestamp(step.at, UTC):%Y-%m-%d %H:%M:%S}"
    return [moment if name == "@" else index.get(name, "") for name in CEL_FIELDS]


def cel_text(*names: str, exact: bool = True) -> str:
    return csv_text(cel_line(step, exact=exact) for step in steps_of(*names) if step.packet.event == "cel")


def cdr_text(*names: str, columns: int = len(CDR_FIELDS)) -> str:
    steps = (step for step in steps_of(*names) if step.packet.event == "cdr")
    return csv_text([step.packet.index.get(name, "") for name in CDR_FIELDS[:columns]] for step in steps)


def cel_file(folder: Path, *names: str, exact: bool = True) -> Path:
    file = folder / "cel.csv"
    file.write_text(cel_text(*names, exact=exact), "utf-8")
    return file


def cdr_file(folder: Path, *names: str, columns: int = len(CDR_FIELDS)) -> Path:
    file = folder / "cdr.csv"
    file.write_text(cdr_text(*names, columns=columns), "utf-8")
    return file


def csv_text(rows) -> str:
    """As `CSV_QUOTE` writes them."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return out.getvalue()
