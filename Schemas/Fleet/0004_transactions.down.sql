DROP TABLE fleet_odometers;
DROP TABLE fleet_transactions;
