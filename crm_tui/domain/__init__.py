"""Value types and rules: pure functions and frozen dataclasses, no I/O."""
