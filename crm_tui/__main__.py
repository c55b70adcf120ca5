"""Where `crm-tui` starts: the screen without arguments, else the command line."""

import os
import sys


def main() -> None:
    """Does what the arguments ask; nothing heavy is imported before it is known what that is."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from crm_tui.version import VERSION

        print(VERSION)
        return
    from crm_tui.cli.failures import guarded

    # A shell that completes a word calls without words too.
    if not arguments and "_CRM_TUI_COMPLETE" not in os.environ:
        from crm_tui.cli.screen import start

        raise SystemExit(guarded(start))
    from crm_tui.cli.root import run

    raise SystemExit(guarded(lambda: run(arguments)))


if __name__ == "__main__":
    main()
