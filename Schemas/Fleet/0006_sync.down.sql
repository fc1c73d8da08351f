-- Loses the places of all changes, so that every client begins anew, and what became of pushed ones.
DROP TABLE fleet_sync_changes;
DROP TABLE fleet_sync_store;
DROP TABLE fleet_sync_log;
