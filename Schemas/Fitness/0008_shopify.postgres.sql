-- The sync with the shop: its runs, and what the shop told of itself.

CREATE TABLE fitness_shopify_runs (
  id          uuid PRIMARY KEY,
  status      text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
  -- Variants that were listed, and products that were made, changed and removed.
  seen        bigint NOT NULL CHECK (seen >= 0),
  created     bigint NOT NULL CHECK (created >= 0),
  updated     bigint NOT NULL CHECK (updated >= 0),
  removed     bigint NOT NULL CHECK (removed >= 0),
  error       text,
  -- How often it was begun: only who began it last goes on with it.
  attempt     bigint NOT NULL CHECK (attempt >= 0),
  -- Whether another run is to follow.
  is_followed boolean NOT NULL,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL
);
-- One at a time.
CREATE UNIQUE INDEX fitness_shopify_runs_running ON fitness_shopify_runs (status)
  WHERE status = 'running';
CREATE INDEX fitness_shopify_runs_finished_at ON fitness_shopify_runs (finished_at);

CREATE TABLE fitness_shopify_events (
  id         uuid PRIMARY KEY,
  webhook_id text NOT NULL CONSTRAINT fitness_shopify_events_webhook UNIQUE,
  topic      text NOT NULL,
  -- How often it was sent.
  deliveries bigint NOT NULL CHECK (deliveries > 0),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX fitness_shopify_events_created_at ON fitness_shopify_events (created_at);

-- What it would cost by the shop, for when nobody's price is pinned any more.
ALTER TABLE fitness_reward_products ADD COLUMN shop_coin_price bigint;
-- Whether the sync took it off sale: then it is on sale again when the shop sells it.
ALTER TABLE fitness_reward_products
  ADD COLUMN is_withdrawn_by_shop boolean NOT NULL DEFAULT false;
-- How many more are ordered than the shop has.
ALTER TABLE fitness_reward_products ADD COLUMN oversold_units bigint NOT NULL DEFAULT 0;
