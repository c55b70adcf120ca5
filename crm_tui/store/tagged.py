"""Whether the client of a row has tags, as a condition of a query; `{0}` is the column of the client."""

TAGGED = "{0} IN (SELECT x.client_id FROM client_tag x WHERE x.tag_id IN ({1}))"
"""One of the tags of these ids."""
NO_TAG = (
    "NOT EXISTS (SELECT 1 FROM client_tag x JOIN tag g ON g.id = x.tag_id"
    " WHERE x.client_id = {0} AND g.retired_at IS NULL)"
)
"""None that is in use."""
