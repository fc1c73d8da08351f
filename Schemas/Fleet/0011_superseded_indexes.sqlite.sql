-- Others begin as these do, and have more.
DROP INDEX fleet_transactions_supplier;
DROP INDEX fleet_transactions_consumer;
DROP INDEX fleet_transactions_supplier_completed;
DROP INDEX fleet_transactions_consumer_completed;
