-- What those to whom a contribution is owed have forgiven of it, in minor units: the recipient of
-- its cycle, the host whose pledge covered it, and of its late fee; and when nothing was left.
ALTER TABLE ajo_contributions ADD COLUMN forgiven INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ajo_contributions ADD COLUMN forgiven_host INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ajo_contributions ADD COLUMN forgiven_fee INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ajo_contributions ADD COLUMN forgiven_at INTEGER;

-- Until when a circle is not looked at, as the last look failed; nothing after one that did not.
ALTER TABLE ajo_circles ADD COLUMN held_until INTEGER;
