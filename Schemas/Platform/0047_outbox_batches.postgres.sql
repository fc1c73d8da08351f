-- Events that were committed together and are the only ones of their aggregates: a row a
-- transaction and not a row an event. The content is an array of arrays: id, context, type,
-- aggregate, topics, milliseconds, data. A row goes when it was handed on.
CREATE TABLE platform_outbox_batches (
  id      uuid PRIMARY KEY,
  content text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
-- A row lives for moments: it is not worth compressing.
ALTER TABLE platform_outbox_batches ALTER COLUMN content SET STORAGE EXTERNAL;
