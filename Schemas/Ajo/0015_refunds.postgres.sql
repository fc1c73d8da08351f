-- When the provider was asked last to refund a deposit, by the machine's clock, and how many refunds
-- of it have failed: each is asked for under a reference of its own.
ALTER TABLE ajo_deposits ADD COLUMN refund_attempted_at timestamptz,
  ADD COLUMN failed_refunds bigint NOT NULL DEFAULT 0 CHECK (failed_refunds >= 0);
