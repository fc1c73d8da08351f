DROP INDEX platform_outbox_waiting;
