-- Published events that are yet to be handed on, in their order.
CREATE INDEX platform_outbox_waiting ON platform_outbox (relayed_at) WHERE relayed_at IS NULL;
