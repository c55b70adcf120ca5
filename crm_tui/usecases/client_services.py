"""What a client has of the catalogue: its term and the manager responsible for it (S5, S6, S16)."""

from crm_tui.usecases.parts.service_rows import ClientServiceRow

__all__ = ["ClientServiceRow"]
