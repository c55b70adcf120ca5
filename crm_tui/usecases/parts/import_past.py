"""What the earlier chunks of a dry run brought: it is in no store, and memory would not hold a million."""

import sqlite3
from collections.abc import Sequence

from crm_tui.domain.tax_code import read_tax_code
from crm_tui.exchange.client_list import ListedClient
from crm_tui.usecases.parts.import_same import Seen, source_of


class Past:
    """A scratch database of the lines seen so far; it has no file name and is gone when closed."""

    def __init__(self) -> None:
        self._scratch = sqlite3.connect("", isolation_level=None)
        self._scratch.executescript(
            "CREATE TABLE ids (source TEXT, id TEXT, PRIMARY KEY (source, id)) WITHOUT ROWID;"
            "CREATE TABLE codes (code TEXT PRIMARY KEY, owner TEXT) WITHOUT ROWID;"
            "CREATE TABLE numbers (e164 TEXT PRIMARY KEY, owner TEXT) WITHOUT ROWID;"
            "CREATE TABLE names (name TEXT PRIMARY KEY, code TEXT, owner TEXT) WITHOUT ROWID;"
        )

    def recall(self, clients: Sequence[ListedClient], source: str) -> Seen:
        """What was seen before of these lines' ids, codes, names and numbers."""
        find, seen = self._scratch.execute, Seen()
        for one in clients:
            code = read_tax_code(one.draft.tax_code).code
            key = (source_of(one, source), one.external_id)
            seen.ids |= set(find("SELECT source, id FROM ids WHERE source = ? AND id = ?", key))
            seen.codes |= dict(find("SELECT code, owner FROM codes WHERE code = ?", (code,)))
            for e164 in {phone.e164 for contact in one.contacts for phone in contact.phones}:
                seen.numbers |= dict(find("SELECT e164, owner FROM numbers WHERE e164 = ?", (e164,)))
            name = find("SELECT code, owner FROM names WHERE name = ?", (one.search_key,)).fetchone()
            if name:
                seen.names[one.search_key] = name
        return seen

    def remember(self, seen: Seen) -> None:
        """Keeps what a chunk added."""
        write = self._scratch.executemany
        self._scratch.execute("BEGIN")
        write("INSERT OR IGNORE INTO ids VALUES (?, ?)", seen.ids)
        write("INSERT OR IGNORE INTO codes VALUES (?, ?)", seen.codes.items())
        write("INSERT OR IGNORE INTO numbers VALUES (?, ?)", seen.numbers.items())
        write(
            "INSERT OR IGNORE INTO names VALUES (?, ?, ?)", ((key, *rest) for key, rest in seen.names.items())
        )
        self._scratch.execute("COMMIT")

    def close(self) -> None:
        self._scratch.close()
