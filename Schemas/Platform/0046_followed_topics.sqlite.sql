-- Which topics have a history: those that somebody follows, or has followed within a day.

-- When a topic was last found to be followed, and whether events went untold since its last offset.
-- That break takes an offset of its own, so whoever resumes from before it is told. Whoever follows
-- a topic that never had an event finds offset 0.
CREATE TABLE platform_topics_new (
  topic       TEXT PRIMARY KEY NOT NULL,
  last_offset INTEGER NOT NULL CHECK (last_offset >= 0),
  followed_at INTEGER,
  is_broken   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO platform_topics_new (topic, last_offset) SELECT topic, last_offset FROM platform_topics;
DROP TABLE platform_topics;
ALTER TABLE platform_topics_new RENAME TO platform_topics;

-- Until then every topic has a history. Servers of the release before do not say what their clients
-- follow, and have a day to be replaced.
ALTER TABLE platform_history ADD COLUMN whole_until INTEGER NOT NULL DEFAULT 0;
UPDATE platform_history SET whole_until = (unixepoch() + 86400) * 1000
WHERE EXISTS (SELECT 1 FROM platform_topics);
