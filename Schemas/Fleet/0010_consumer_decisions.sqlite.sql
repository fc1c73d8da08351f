-- A consumer's transactions by decision, with all that sums are made of and lists are filtered by.
CREATE INDEX fleet_transactions_consumer_decisions
  ON fleet_transactions
  (consumer_company_id, completed_at, id, status, reversed_at, driver_id, amount_liters,
   total_price, amount_dzd, supplier_company_id, settlement, product)
  WHERE completed_at IS NOT NULL;
