"""What every use case has: a named permission, and whether it writes (`store/gate.py`)."""

from crm_tui.store.gate import USE_CASES, Acts, Args, Result, UseCase, UseCaseInfo, info_of, requires

__all__ = ["USE_CASES", "Acts", "Args", "Result", "UseCase", "UseCaseInfo", "info_of", "requires"]
