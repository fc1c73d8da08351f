-- Loses what was published together and is yet to be handed on: who notified whom stays, and open sockets
-- do not hear of it.
DROP TABLE platform_outbox_batches;
