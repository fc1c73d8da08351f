ALTER TABLE ajo_circles DROP COLUMN held_until;
ALTER TABLE ajo_contributions DROP COLUMN forgiven_at;
ALTER TABLE ajo_contributions DROP COLUMN forgiven_fee;
ALTER TABLE ajo_contributions DROP COLUMN forgiven_host;
ALTER TABLE ajo_contributions DROP COLUMN forgiven;
