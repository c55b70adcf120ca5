"""The schema this program knows; apart, since it is asked before anything heavy is imported."""

SCHEMA = "0020"
"""The newest revision in `migrations/versions`; a test holds the two together."""
