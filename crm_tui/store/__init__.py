"""The store: tables, units of work, search, bus, audit, migrations, backup."""
