-- Addresses outside that are told of events, and what is on its way to them.

CREATE TABLE platform_webhooks (
  id              BLOB PRIMARY KEY NOT NULL,
  url             TEXT NOT NULL,
  events          TEXT NOT NULL,
  description     TEXT,
  state           TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
  disabled_reason TEXT,
  failing_since   INTEGER,
  secret          BLOB NOT NULL,
  retired_secrets TEXT NOT NULL DEFAULT '[]',
  version         INTEGER NOT NULL CHECK (version > 0),
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  CHECK ((state = 'disabled') = (disabled_reason IS NOT NULL))
) STRICT;

-- Deliveries of one webhook and one aggregate stand in line. The first one has a time at which it is
-- attempted next; those behind it have none. Of many whose time has come some wait for room.
CREATE TABLE platform_webhook_deliveries (
  id              BLOB PRIMARY KEY NOT NULL,
  webhook_id      BLOB NOT NULL,
  event_id        BLOB NOT NULL,
  event_type      TEXT NOT NULL,
  context         TEXT NOT NULL,
  aggregate       TEXT NOT NULL,
  number          INTEGER NOT NULL,
  body            TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  attempts        TEXT NOT NULL DEFAULT '[]',
  tries           INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  next_attempt_at INTEGER,
  leased_until    INTEGER,
  waits_for_room  INTEGER NOT NULL DEFAULT 0,
  created_at      INTEGER NOT NULL,
  -- An event that is relayed again is delivered once.
  UNIQUE (webhook_id, event_id)
) STRICT;
CREATE INDEX platform_webhook_deliveries_newest ON platform_webhook_deliveries (webhook_id, id);
CREATE INDEX platform_webhook_deliveries_line
  ON platform_webhook_deliveries (webhook_id, context, aggregate, number, id)
  WHERE state = 'pending';
CREATE INDEX platform_webhook_deliveries_leased ON platform_webhook_deliveries (webhook_id)
  WHERE leased_until IS NOT NULL;
CREATE INDEX platform_webhook_deliveries_waiting
  ON platform_webhook_deliveries (webhook_id, next_attempt_at, id) WHERE waits_for_room;
CREATE INDEX platform_webhook_deliveries_due ON platform_webhook_deliveries (next_attempt_at)
  WHERE next_attempt_at IS NOT NULL;
CREATE INDEX platform_webhook_deliveries_age ON platform_webhook_deliveries (created_at);
