"""What backup and restore refuse with."""


class BackupError(Exception):
    """The copy could not be made, or must not be trusted; nothing was changed. English, technical."""
