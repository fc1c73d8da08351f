-- What users ordered for their coins, and what became of it.

CREATE TABLE fitness_orders (
  id                BLOB PRIMARY KEY CHECK (length(id) = 16),
  order_code        TEXT NOT NULL CONSTRAINT fitness_orders_code UNIQUE,
  -- Null once the user has left.
  user_id           BLOB,
  status            TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'processing',
    'shipped', 'delivered', 'cancelled', 'refunded')),
  total_coins       INTEGER NOT NULL CHECK (total_coins >= 0),
  refunded_coins    INTEGER NOT NULL CHECK (refunded_coins BETWEEN 0 AND total_coins),
  -- Whether anything of it is shipped.
  requires_shipping INTEGER NOT NULL,
  -- A JSON object, as it was sent.
  shipping_address  TEXT,
  tracking_number   TEXT,
  carrier           TEXT,
  reason            TEXT,
  version           INTEGER NOT NULL CHECK (version > 0),
  created_at        INTEGER NOT NULL,
  confirmed_at      INTEGER,
  processing_at     INTEGER,
  shipped_at        INTEGER,
  delivered_at      INTEGER,
  cancelled_at      INTEGER,
  refunded_at       INTEGER,
  updated_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX fitness_orders_user ON fitness_orders (user_id, created_at, id);
CREATE INDEX fitness_orders_status ON fitness_orders (status, created_at, id);
CREATE INDEX fitness_orders_created_at ON fitness_orders (created_at, id);

CREATE TABLE fitness_order_items (
  id                BLOB PRIMARY KEY CHECK (length(id) = 16),
  order_id          BLOB NOT NULL REFERENCES fitness_orders,
  product_id        BLOB NOT NULL REFERENCES fitness_reward_products,
  -- Its place in the order, from 0.
  position          INTEGER NOT NULL CHECK (position >= 0),
  -- Name and price as they were when it was ordered.
  name              TEXT NOT NULL,
  quantity          INTEGER NOT NULL CHECK (quantity > 0),
  coin_price        INTEGER NOT NULL CHECK (coin_price >= 0),
  refunded_quantity INTEGER NOT NULL CHECK (refunded_quantity BETWEEN 0 AND quantity),
  -- How many of it were taken from the stock and not put back.
  taken_quantity    INTEGER NOT NULL CHECK (taken_quantity BETWEEN 0 AND quantity),
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  CONSTRAINT fitness_order_items_position UNIQUE (order_id, position)
) STRICT;
CREATE INDEX fitness_order_items_product ON fitness_order_items (product_id, order_id);
