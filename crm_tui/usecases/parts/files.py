"""Files kept for ever under the hash of their content."""

import hashlib

from sqlalchemy.exc import IntegrityError

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import StoredFile


def keep_file(unit: Unit, content: bytes) -> str:
    """Stores the content once, whoever else stores the same; gives its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    if unit.session.get(StoredFile, sha256) is None:
        try:
            with unit.session.begin_nested():
                row = StoredFile(sha256=sha256, content=content, size=len(content), created_at=unit.now)
                unit.session.add(row)
                unit.session.flush()
        except IntegrityError:
            return sha256  # another writer kept the same content meanwhile
        unit.log_insert(row)
    return sha256


def kept_content(unit: Unit, sha256: str) -> bytes:
    """What was kept; Refused when it is not what its hash says (somebody altered the store)."""
    row = unit.session.get(StoredFile, sha256)
    if row is None or hashlib.sha256(row.content).hexdigest() != sha256:
        raise Refused(
            _("The stored file {hash} is not what it was; restore it from a backup").format(hash=sha256)
        )
    return row.content
