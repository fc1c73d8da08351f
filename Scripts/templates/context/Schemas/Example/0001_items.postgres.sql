-- Items, each of one user.

CREATE TABLE example_items (
  id         uuid PRIMARY KEY,
  owner_id   uuid NOT NULL,
  title      text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT example_items_title UNIQUE (owner_id, title)
);
CREATE INDEX example_items_owner ON example_items (owner_id, id);
