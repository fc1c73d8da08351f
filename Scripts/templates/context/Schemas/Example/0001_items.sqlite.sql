-- Items, each of one user, and the titles that they have had.

CREATE TABLE example_items (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  owner_id    BLOB NOT NULL,
  title       TEXT NOT NULL,
  version     INTEGER NOT NULL CHECK (version > 0),
  created_at  INTEGER NOT NULL,
  reviewed_at INTEGER,
  reminded_at INTEGER,
  CONSTRAINT example_items_title UNIQUE (owner_id, title)
) STRICT;
CREATE INDEX example_items_owner ON example_items (owner_id, id);
-- Those whose owner has not been reminded, the oldest first.
CREATE INDEX example_items_unreminded ON example_items (created_at) WHERE reminded_at IS NULL;

CREATE TABLE example_titles (
  item_id BLOB NOT NULL REFERENCES example_items,
  version INTEGER NOT NULL,
  title   TEXT NOT NULL,
  since   INTEGER NOT NULL,
  PRIMARY KEY (item_id, version)
) STRICT;
