-- What users ordered for their coins, and what became of it.

CREATE TABLE fitness_orders (
  id                uuid PRIMARY KEY,
  order_code        text NOT NULL CONSTRAINT fitness_orders_code UNIQUE,
  -- Null once the user has left.
  user_id           uuid,
  status            text NOT NULL CHECK (status IN ('pending', 'confirmed', 'processing',
    'shipped', 'delivered', 'cancelled', 'refunded')),
  total_coins       bigint NOT NULL CHECK (total_coins >= 0),
  refunded_coins    bigint NOT NULL CHECK (refunded_coins BETWEEN 0 AND total_coins),
  -- Whether anything of it is shipped.
  requires_shipping boolean NOT NULL,
  -- A JSON object, as it was sent.
  shipping_address  text,
  tracking_number   text,
  carrier           text,
  reason            text,
  version           bigint NOT NULL CHECK (version > 0),
  created_at        timestamptz NOT NULL,
  confirmed_at      timestamptz,
  processing_at     timestamptz,
  shipped_at        timestamptz,
  delivered_at      timestamptz,
  cancelled_at      timestamptz,
  refunded_at       timestamptz,
  updated_at        timestamptz NOT NULL
);
CREATE INDEX fitness_orders_user ON fitness_orders (user_id, created_at, id);
CREATE INDEX fitness_orders_status ON fitness_orders (status, created_at, id);
CREATE INDEX fitness_orders_created_at ON fitness_orders (created_at, id);

CREATE TABLE fitness_order_items (
  id                uuid PRIMARY KEY,
  order_id          uuid NOT NULL REFERENCES fitness_orders,
  product_id        uuid NOT NULL REFERENCES fitness_reward_products,
  -- Its place in the order, from 0.
  position          bigint NOT NULL CHECK (position >= 0),
  -- Name and price as they were when it was ordered.
  name              text NOT NULL,
  quantity          bigint NOT NULL CHECK (quantity > 0),
  coin_price        bigint NOT NULL CHECK (coin_price >= 0),
  refunded_quantity bigint NOT NULL CHECK (refunded_quantity BETWEEN 0 AND quantity),
  -- How many of it were taken from the stock and not put back.
  taken_quantity    bigint NOT NULL CHECK (taken_quantity BETWEEN 0 AND quantity),
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  CONSTRAINT fitness_order_items_position UNIQUE (order_id, position)
);
CREATE INDEX fitness_order_items_product ON fitness_order_items (product_id, order_id);
