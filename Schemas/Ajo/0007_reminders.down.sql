ALTER TABLE ajo_circles DROP COLUMN remind_at;
