-- What the members of circles write to each other. A message that was deleted keeps its row.

CREATE TABLE ajo_messages (
  id         BLOB PRIMARY KEY CHECK (length(id) = 16),
  circle_id  BLOB NOT NULL REFERENCES ajo_circles,
  -- Its place among the messages of the circle, from 1 without gaps.
  number     INTEGER NOT NULL CHECK (number > 0),
  user_id    BLOB NOT NULL,
  message    TEXT,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  CONSTRAINT ajo_messages_number UNIQUE (circle_id, number),
  CHECK ((message IS NULL) = (deleted_at IS NOT NULL))
) STRICT;
CREATE INDEX ajo_messages_writer ON ajo_messages (circle_id, user_id, created_at);

-- The number of the last message that the member has read.
ALTER TABLE ajo_members ADD COLUMN read_number INTEGER NOT NULL DEFAULT 0;
