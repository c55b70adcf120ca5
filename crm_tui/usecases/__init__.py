"""The only place where something changes: plain functions over a unit of work."""
