-- Loses which topics are followed. Whoever resumes after a break that was noted is told of it all
-- the same, since the break has its offset.
ALTER TABLE platform_history DROP COLUMN whole_until;
DELETE FROM platform_topics WHERE last_offset = 0;
ALTER TABLE platform_topics
  DROP COLUMN followed_at,
  DROP COLUMN is_broken,
  DROP CONSTRAINT platform_topics_last_offset_check,
  ADD CONSTRAINT platform_topics_last_offset_check CHECK (last_offset > 0);
