-- Items, each of one user, and the titles that they have had.

CREATE TABLE example_items (
  id          uuid PRIMARY KEY,
  owner_id    uuid NOT NULL,
  title       text NOT NULL,
  version     bigint NOT NULL CHECK (version > 0),
  created_at  timestamptz NOT NULL,
  reviewed_at timestamptz,
  reminded_at timestamptz,
  CONSTRAINT example_items_title UNIQUE (owner_id, title)
);
CREATE INDEX example_items_owner ON example_items (owner_id, id);
-- Those whose owner has not been reminded, the oldest first.
CREATE INDEX example_items_unreminded ON example_items (created_at) WHERE reminded_at IS NULL;

CREATE TABLE example_titles (
  item_id uuid NOT NULL REFERENCES example_items,
  version bigint NOT NULL,
  title   text NOT NULL,
  since   timestamptz NOT NULL,
  PRIMARY KEY (item_id, version)
);
