-- Addresses outside that are told of events, and what is on its way to them.

CREATE TABLE platform_webhooks (
  id              uuid PRIMARY KEY,
  url             text NOT NULL,
  events          text NOT NULL,
  description     text,
  state           text NOT NULL CHECK (state IN ('active', 'disabled')),
  disabled_reason text,
  failing_since   timestamptz,
  secret          bytea NOT NULL,
  retired_secrets text NOT NULL DEFAULT '[]',
  version         bigint NOT NULL CHECK (version > 0),
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  CONSTRAINT platform_webhooks_reason CHECK ((state = 'disabled') = (disabled_reason IS NOT NULL))
) WITH (fillfactor = 80);

-- Deliveries of one webhook and one aggregate stand in line. The first one has a time at which it is
-- attempted next; those behind it have none. Of many whose time has come some wait for room.
CREATE TABLE platform_webhook_deliveries (
  id              uuid PRIMARY KEY,
  webhook_id      uuid NOT NULL,
  event_id        uuid NOT NULL,
  event_type      text NOT NULL,
  context         text NOT NULL,
  aggregate       text NOT NULL,
  number          bigint NOT NULL,
  body            text NOT NULL,
  state           text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  attempts        text NOT NULL DEFAULT '[]',
  tries           integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
  next_attempt_at timestamptz,
  leased_until    timestamptz,
  waits_for_room  boolean NOT NULL DEFAULT false,
  created_at      timestamptz NOT NULL,
  -- An event that is relayed again is delivered once.
  CONSTRAINT platform_webhook_deliveries_event UNIQUE (webhook_id, event_id)
) WITH (fillfactor = 70);
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
