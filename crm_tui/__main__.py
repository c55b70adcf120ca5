"""Where `crm-tui` starts: the screen without arguments, else the command line."""


def main() -> None:
    """Runs the command line; nothing heavy is imported before it is known what is asked for."""
    from importlib.metadata import version

    print(version("crm-tui"))


if __name__ == "__main__":
    main()
