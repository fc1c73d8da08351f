ALTER TABLE ajo_deposits DROP COLUMN failed_refunds;
ALTER TABLE ajo_deposits DROP COLUMN refund_attempted_at;
