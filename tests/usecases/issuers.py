"""Many processes that issue papers at one time: `python -m tests.usecases.issuers`, by a test or by hand.

One process that has imported everything forks the others, so that they really begin together.
"""

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

from crm_tui.config import Settings
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.usecases import papers
from crm_tui.usecases.office import open_office

ROOT = Path(__file__).parents[2]


def issue_by_processes(database_url: str, drafts: list[list[int]]) -> list[str]:
    """Each process issues its list of drafts; gives what each was refused or failed with, in a line."""
    wish = json.dumps({"database_url": database_url, "drafts": drafts})
    done = subprocess.run(
        [sys.executable, "-m", "tests.usecases.issuers"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input=wish,
        text=True,
        capture_output=True,
        check=True,
    )
    return done.stderr.splitlines()


def main() -> None:
    from crm_tui.documents.pdf import get_ready

    get_ready()
    wish = json.loads(sys.stdin.read())
    settings, actor = Settings(database_url=wish["database_url"]), system_actor("issuer")
    children = [_fork(settings, actor, mine) for mine in wish["drafts"]]
    for pid in children:
        os.waitpid(pid, 0)


def _fork(settings: Settings, actor: Actor, mine: list[int]) -> int:
    if pid := os.fork():
        return pid
    try:
        office = open_office(settings, actor=actor)
        for paper_id in mine:
            office.call(papers.issue_paper, paper_id=paper_id)
    except BaseException as failed:
        print(" ".join(traceback.format_exception_only(failed)).strip(), file=sys.stderr, flush=True)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
