-- atrium: no-transaction
-- A supplier's transactions by request, with all that its lists are filtered by: what does not
-- fit is passed over without a look at its row.
CREATE INDEX CONCURRENTLY fleet_transactions_supplier_requests
  ON fleet_transactions
  (supplier_company_id, status, created_at, id, consumer_company_id, settlement, product);
