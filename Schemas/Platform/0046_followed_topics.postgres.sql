-- Which topics have a history: those that somebody follows, or has followed within a day.

-- When a topic was last found to be followed, and whether events went untold since its last offset.
-- That break takes an offset of its own, so whoever resumes from before it is told. Whoever follows
-- a topic that never had an event finds offset 0.
ALTER TABLE platform_topics
  ADD COLUMN followed_at timestamptz,
  ADD COLUMN is_broken   boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT platform_topics_last_offset_check,
  ADD CONSTRAINT platform_topics_last_offset_check CHECK (last_offset >= 0) NOT VALID;

-- Until then every topic has a history. Servers of the release before do not say what their clients
-- follow, and have a day to be replaced.
ALTER TABLE platform_history
  ADD COLUMN whole_until timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z';
UPDATE platform_history SET whole_until = now() + interval '1 day'
WHERE EXISTS (SELECT 1 FROM platform_topics);
