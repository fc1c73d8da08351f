-- Loses which topics are followed. Whoever resumes after a break that was noted is told of it all
-- the same, since the break has its offset.
ALTER TABLE platform_history DROP COLUMN whole_until;
-- A table that is renamed would be quoted in the schema, which it was not before.
CREATE TABLE platform_topics_kept (
  topic       TEXT PRIMARY KEY NOT NULL,
  last_offset INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO platform_topics_kept (topic, last_offset)
SELECT topic, last_offset FROM platform_topics WHERE last_offset > 0;
DROP TABLE platform_topics;
CREATE TABLE platform_topics (
  topic       TEXT PRIMARY KEY NOT NULL,
  last_offset INTEGER NOT NULL CHECK (last_offset > 0)
) STRICT, WITHOUT ROWID;
INSERT INTO platform_topics (topic, last_offset)
SELECT topic, last_offset FROM platform_topics_kept;
DROP TABLE platform_topics_kept;
