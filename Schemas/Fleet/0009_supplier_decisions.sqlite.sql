-- A supplier's transactions by decision, with all that sums are made of and lists are filtered by.
CREATE INDEX fleet_transactions_supplier_decisions
  ON fleet_transactions
  (supplier_company_id, completed_at, id, status, reversed_at, driver_id, amount_liters,
   total_price, amount_dzd, consumer_company_id, settlement, product)
  WHERE completed_at IS NOT NULL;
