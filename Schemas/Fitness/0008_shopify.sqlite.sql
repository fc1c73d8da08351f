-- The sync with the shop: its runs, and what the shop told of itself.

CREATE TABLE fitness_shopify_runs (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  status      TEXT NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
  -- Variants that were listed, and products that were made, changed and removed.
  seen        INTEGER NOT NULL CHECK (seen >= 0),
  created     INTEGER NOT NULL CHECK (created >= 0),
  updated     INTEGER NOT NULL CHECK (updated >= 0),
  removed     INTEGER NOT NULL CHECK (removed >= 0),
  error       TEXT,
  -- How often it was begun: only who began it last goes on with it.
  attempt     INTEGER NOT NULL CHECK (attempt >= 0),
  -- Whether another run is to follow.
  is_followed INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;
-- One at a time.
CREATE UNIQUE INDEX fitness_shopify_runs_running ON fitness_shopify_runs (status)
  WHERE status = 'running';
CREATE INDEX fitness_shopify_runs_finished_at ON fitness_shopify_runs (finished_at);

CREATE TABLE fitness_shopify_events (
  id         BLOB PRIMARY KEY CHECK (length(id) = 16),
  webhook_id TEXT NOT NULL CONSTRAINT fitness_shopify_events_webhook UNIQUE,
  topic      TEXT NOT NULL,
  -- How often it was sent.
  deliveries INTEGER NOT NULL CHECK (deliveries > 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX fitness_shopify_events_created_at ON fitness_shopify_events (created_at);

-- What it would cost by the shop, for when nobody's price is pinned any more.
ALTER TABLE fitness_reward_products ADD COLUMN shop_coin_price INTEGER;
-- Whether the sync took it off sale: then it is on sale again when the shop sells it.
ALTER TABLE fitness_reward_products
  ADD COLUMN is_withdrawn_by_shop INTEGER NOT NULL DEFAULT 0;
-- How many more are ordered than the shop has.
ALTER TABLE fitness_reward_products ADD COLUMN oversold_units INTEGER NOT NULL DEFAULT 0;
