DROP INDEX platform_outbox_relayed;
