-- How full the buckets are that limit how often callers may ask. A file has one server, which as a
-- rule remembers by itself.

CREATE TABLE platform_rate_limits (
  key     BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
  full_at INTEGER NOT NULL,
  granted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
