CREATE INDEX fleet_transactions_supplier
  ON fleet_transactions (supplier_company_id, status, created_at, id);
CREATE INDEX fleet_transactions_consumer
  ON fleet_transactions (consumer_company_id, status, created_at, id);
CREATE INDEX fleet_transactions_supplier_completed ON fleet_transactions
  (supplier_company_id, completed_at, id, status, reversed_at, driver_id, amount_liters,
   total_price, amount_dzd)
  WHERE completed_at IS NOT NULL;
CREATE INDEX fleet_transactions_consumer_completed ON fleet_transactions
  (consumer_company_id, completed_at, id, status, reversed_at, driver_id, amount_liters,
   total_price, amount_dzd)
  WHERE completed_at IS NOT NULL;
