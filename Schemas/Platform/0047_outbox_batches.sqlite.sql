-- Events that were committed together and are the only ones of their aggregates: a row a
-- transaction and not a row an event. The content is an array of arrays: id, context, type,
-- aggregate, topics, milliseconds, data. A row goes when it was handed on.
CREATE TABLE platform_outbox_batches (
  id      BLOB PRIMARY KEY NOT NULL,
  content TEXT NOT NULL
) STRICT;
