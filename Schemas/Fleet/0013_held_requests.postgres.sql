-- A request that could not expire is tried again no earlier: it keeps no other one waiting.
ALTER TABLE fleet_transactions ADD COLUMN held_until timestamptz;
