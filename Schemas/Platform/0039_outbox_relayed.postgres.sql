-- atrium: no-transaction
-- Published events that were handed on, the oldest first, to be swept.
CREATE INDEX CONCURRENTLY platform_outbox_relayed ON platform_outbox (relayed_at)
  WHERE relayed_at IS NOT NULL;
