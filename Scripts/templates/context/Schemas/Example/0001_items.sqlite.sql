-- Items, each of one user.

CREATE TABLE example_items (
  id         BLOB PRIMARY KEY CHECK (length(id) = 16),
  owner_id   BLOB NOT NULL,
  title      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT example_items_title UNIQUE (owner_id, title)
) STRICT;
CREATE INDEX example_items_owner ON example_items (owner_id, id);
