-- atrium: no-transaction
-- The circles whose members are to be reminded are looked for again and again.
CREATE INDEX CONCURRENTLY ajo_circles_remind ON ajo_circles (remind_at, id) WHERE state = 'active';
