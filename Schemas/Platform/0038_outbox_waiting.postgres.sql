-- atrium: no-transaction
-- Published events that are yet to be handed on, in their order.
CREATE INDEX CONCURRENTLY platform_outbox_waiting ON platform_outbox (position)
  WHERE relayed_at IS NULL;
