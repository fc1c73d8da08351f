-- A consumer's transactions by request, with all that its lists are filtered by: what does not
-- fit is passed over without a look at its row.
CREATE INDEX fleet_transactions_consumer_requests
  ON fleet_transactions
  (consumer_company_id, status, created_at, id, supplier_company_id, settlement, product);
