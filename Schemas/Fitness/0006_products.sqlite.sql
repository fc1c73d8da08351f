-- What coins buy.

CREATE TABLE fitness_reward_products (
  id                 BLOB PRIMARY KEY CHECK (length(id) = 16),
  name               TEXT NOT NULL,
  -- The name without case and marks: what is searched, and what lists by name are sorted by.
  name_key           TEXT NOT NULL DEFAULT '',
  description        TEXT,
  category           TEXT,
  coin_price         INTEGER NOT NULL CHECK (coin_price >= 0),
  -- Whether somebody set the price by hand, so that the shop's does not replace it.
  price_pinned       INTEGER NOT NULL,
  -- What can be ordered now; null is not limited.
  stock_quantity     INTEGER CHECK (stock_quantity >= 0),
  image_url          TEXT,
  requires_shipping  INTEGER NOT NULL,
  is_active          INTEGER NOT NULL,
  shopify_product_id TEXT,
  shopify_variant_id TEXT CONSTRAINT fitness_reward_products_variant UNIQUE,
  sync_status        TEXT NOT NULL CHECK (sync_status IN ('local', 'new', 'synced', 'removed')),
  version            INTEGER NOT NULL CHECK (version > 0),
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  deleted_at         INTEGER
) STRICT;
CREATE INDEX fitness_reward_products_newest ON fitness_reward_products (created_at, id);
CREATE INDEX fitness_reward_products_price ON fitness_reward_products (coin_price, id);
CREATE INDEX fitness_reward_products_name ON fitness_reward_products (name_key, id)
  WHERE deleted_at IS NULL;
