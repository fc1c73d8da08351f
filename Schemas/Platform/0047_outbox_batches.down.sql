-- Loses what was published together and is yet to be handed on. Notifications stay, but open
-- sockets do not hear of them.
DROP TABLE platform_outbox_batches;
