-- What a unit of work leaves behind beside its rows: events to hand on, and jobs to run.

-- How many events each aggregate of a context has had.
CREATE TABLE platform_event_numbers (
  context   TEXT NOT NULL,
  aggregate TEXT NOT NULL,
  number    INTEGER NOT NULL CHECK (number > 0),
  PRIMARY KEY (context, aggregate)
) STRICT, WITHOUT ROWID;

-- The outbox: events that were committed with the change they tell of, in the order of their
-- aggregate.
CREATE TABLE platform_outbox (
  id        BLOB PRIMARY KEY NOT NULL,
  context   TEXT NOT NULL,
  type      TEXT NOT NULL,
  aggregate TEXT NOT NULL,
  number    INTEGER NOT NULL CHECK (number > 0),
  topics    TEXT NOT NULL,
  data      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  UNIQUE (context, aggregate, number)
) STRICT;

CREATE TABLE platform_jobs (
  id           BLOB PRIMARY KEY NOT NULL,
  context      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN (
    'available', 'scheduled', 'running', 'retryable', 'completed', 'cancelled', 'discarded')),
  args         TEXT NOT NULL,
  unique_key   TEXT,
  attempt      INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
  errors       TEXT NOT NULL DEFAULT '[]',
  scheduled_at INTEGER NOT NULL,
  attempted_at INTEGER,
  finalized_at INTEGER,
  created_at   INTEGER NOT NULL
) STRICT;
-- One job of a kind under a key while it is unfinished.
CREATE UNIQUE INDEX platform_jobs_unique ON platform_jobs (kind, unique_key)
  WHERE unique_key IS NOT NULL
    AND state IN ('available', 'scheduled', 'running', 'retryable');
CREATE INDEX platform_jobs_due ON platform_jobs (scheduled_at, id)
  WHERE state IN ('available', 'scheduled', 'retryable');
