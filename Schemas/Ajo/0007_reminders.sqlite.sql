-- When members of a circle are to be reminded next of what is due or late. Nothing where that was
-- not worked out yet.
ALTER TABLE ajo_circles ADD COLUMN remind_at INTEGER;
CREATE INDEX ajo_circles_remind ON ajo_circles (remind_at, id) WHERE state = 'active';
