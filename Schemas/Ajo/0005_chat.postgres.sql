-- What the members of circles write to each other. A message that was deleted keeps its row.

CREATE TABLE ajo_messages (
  id         uuid PRIMARY KEY,
  circle_id  uuid NOT NULL REFERENCES ajo_circles,
  -- Its place among the messages of the circle, from 1 without gaps.
  number     bigint NOT NULL CHECK (number > 0),
  user_id    uuid NOT NULL,
  message    text,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz,
  CONSTRAINT ajo_messages_number UNIQUE (circle_id, number),
  CHECK ((message IS NULL) = (deleted_at IS NOT NULL))
);
CREATE INDEX ajo_messages_writer ON ajo_messages (circle_id, user_id, created_at);

-- The number of the last message that the member has read.
ALTER TABLE ajo_members ADD COLUMN read_number bigint NOT NULL DEFAULT 0;
