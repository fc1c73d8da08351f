DROP TABLE fleet_topups;
DROP TABLE fleet_accounts;
