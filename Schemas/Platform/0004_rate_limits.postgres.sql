-- How full the buckets are that servers share to limit how often callers may ask.
-- Not logged: after a crash every bucket is full again, and no commit waits for the disk.
-- No index on full_at, or no update could stay on its page.

CREATE UNLOGGED TABLE platform_rate_limits (
  key     bytea PRIMARY KEY CHECK (octet_length(key) = 16),
  full_at bigint NOT NULL,
  granted bigint NOT NULL
) WITH (fillfactor = 50);
