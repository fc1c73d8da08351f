ALTER TABLE fleet_transactions DROP COLUMN held_until;
