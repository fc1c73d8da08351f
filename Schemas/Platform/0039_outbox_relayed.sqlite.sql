-- Published events that were handed on, the oldest first, to be swept.
CREATE INDEX platform_outbox_relayed ON platform_outbox (relayed_at)
  WHERE relayed_at IS NOT NULL;
