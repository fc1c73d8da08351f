-- When members of a circle are to be reminded next of what is due or late. Nothing where that was
-- not worked out yet.
ALTER TABLE ajo_circles ADD COLUMN remind_at INTEGER;
