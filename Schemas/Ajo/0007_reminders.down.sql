DROP INDEX ajo_circles_remind;
ALTER TABLE ajo_circles DROP COLUMN remind_at;
