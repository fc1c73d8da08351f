-- Loses which topics are followed. Whoever resumes after a break that was noted is told of it all the
-- same, since the break has its offset.
ALTER TABLE platform_history DROP COLUMN whole_until;
CREATE TABLE platform_topics_old (
  topic       TEXT PRIMARY KEY NOT NULL,
  last_offset INTEGER NOT NULL CHECK (last_offset > 0)
) STRICT, WITHOUT ROWID;
INSERT INTO platform_topics_old (topic, last_offset)
SELECT topic, last_offset FROM platform_topics WHERE last_offset > 0;
DROP TABLE platform_topics;
ALTER TABLE platform_topics_old RENAME TO platform_topics;
