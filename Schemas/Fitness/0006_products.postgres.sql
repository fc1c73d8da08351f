-- What coins buy.

CREATE TABLE fitness_reward_products (
  id                 uuid PRIMARY KEY,
  name               text NOT NULL,
  -- The name without case and marks: what is searched, and what lists by name are sorted by.
  name_key           text COLLATE "C" NOT NULL DEFAULT '',
  description        text,
  category           text,
  coin_price         bigint NOT NULL CHECK (coin_price >= 0),
  -- Whether somebody set the price by hand, so that the shop's does not replace it.
  price_pinned       boolean NOT NULL,
  -- What can be ordered now; null is not limited.
  stock_quantity     bigint CHECK (stock_quantity >= 0),
  image_url          text,
  requires_shipping  boolean NOT NULL,
  is_active          boolean NOT NULL,
  shopify_product_id text,
  shopify_variant_id text CONSTRAINT fitness_reward_products_variant UNIQUE,
  sync_status        text NOT NULL CHECK (sync_status IN ('local', 'new', 'synced', 'removed')),
  version            bigint NOT NULL CHECK (version > 0),
  created_at         timestamptz NOT NULL,
  updated_at         timestamptz NOT NULL,
  deleted_at         timestamptz
);
CREATE INDEX fitness_reward_products_newest ON fitness_reward_products (created_at, id);
CREATE INDEX fitness_reward_products_price ON fitness_reward_products (coin_price, id);
CREATE INDEX fitness_reward_products_name ON fitness_reward_products (name_key, id)
  WHERE deleted_at IS NULL;
