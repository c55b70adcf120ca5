"""The one place where the release is named; the wheel takes it from here."""

VERSION = "0.1.0"
