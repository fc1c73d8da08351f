-- What a unit of work leaves behind beside its rows: events to hand on, and jobs to run.

-- How many events each aggregate of a context has had. The row's lock keeps their numbers without
-- gaps.
CREATE TABLE platform_event_numbers (
  context   text NOT NULL,
  aggregate text NOT NULL,
  number    bigint NOT NULL CHECK (number > 0),
  PRIMARY KEY (context, aggregate)
) WITH (fillfactor = 80);

-- The outbox: events that were committed with the change they tell of, in the order of their
-- aggregate.
CREATE TABLE platform_outbox (
  id        uuid PRIMARY KEY,
  context   text NOT NULL,
  type      text NOT NULL,
  aggregate text NOT NULL,
  number    bigint NOT NULL CHECK (number > 0),
  topics    text NOT NULL,
  data      text NOT NULL,
  at        timestamptz NOT NULL,
  CONSTRAINT platform_outbox_number UNIQUE (context, aggregate, number)
);

CREATE TABLE platform_jobs (
  id           uuid PRIMARY KEY,
  context      text NOT NULL,
  kind         text NOT NULL,
  state        text NOT NULL CHECK (state IN (
    'available', 'scheduled', 'running', 'retryable', 'completed', 'cancelled', 'discarded')),
  args         text NOT NULL,
  unique_key   text,
  attempt      integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  max_attempts integer NOT NULL CHECK (max_attempts > 0),
  errors       text NOT NULL DEFAULT '[]',
  scheduled_at timestamptz NOT NULL,
  attempted_at timestamptz,
  finalized_at timestamptz,
  created_at   timestamptz NOT NULL
) WITH (fillfactor = 70);
-- One job of a kind under a key while it is unfinished.
CREATE UNIQUE INDEX platform_jobs_unique ON platform_jobs (kind, unique_key)
  WHERE unique_key IS NOT NULL
    AND state IN ('available', 'scheduled', 'running', 'retryable');
CREATE INDEX platform_jobs_due ON platform_jobs (scheduled_at, id)
  WHERE state IN ('available', 'scheduled', 'retryable');
