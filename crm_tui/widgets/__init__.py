"""Widgets that screens share; they know no use cases."""
