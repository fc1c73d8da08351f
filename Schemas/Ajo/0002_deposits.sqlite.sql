-- Money that comes in: who pays it, by which card, and what the provider says of it.

CREATE TABLE ajo_customers (
  user_id    BLOB PRIMARY KEY CHECK (length(user_id) = 16),
  kyc_status TEXT NOT NULL CHECK (kyc_status IN ('none', 'pending', 'verified', 'rejected')),
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ajo_customers_status ON ajo_customers (kyc_status, user_id);

CREATE TABLE ajo_cards (
  id           BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id      BLOB NOT NULL,
  provider     TEXT NOT NULL,
  signature    TEXT,
  brand        TEXT NOT NULL,
  last_four    TEXT NOT NULL,
  expiry_month INTEGER NOT NULL CHECK (expiry_month BETWEEN 1 AND 12),
  expiry_year  INTEGER NOT NULL,
  email        TEXT NOT NULL,
  -- What the provider takes for the card: as good as money.
  token        BLOB NOT NULL,
  token_key    TEXT,
  created_at   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX ajo_cards_once ON ajo_cards (user_id, provider, signature)
  WHERE signature IS NOT NULL;
CREATE INDEX ajo_cards_user ON ajo_cards (user_id, id);

CREATE TABLE ajo_deposits (
  id                 BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id            BLOB NOT NULL,
  provider           TEXT NOT NULL,
  reference          TEXT NOT NULL CONSTRAINT ajo_deposits_reference UNIQUE,
  state              TEXT NOT NULL
    CHECK (state IN ('pending', 'succeeded', 'failed', 'abandoned', 'mismatch')),
  -- In minor units of Ajo's currency.
  amount             INTEGER NOT NULL CHECK (amount > 0),
  currency           TEXT NOT NULL,
  card_id            BLOB,
  -- Recognises the request that began it.
  request_key        TEXT,
  authorization_url  TEXT,
  -- What the provider calls the payment: each is credited once.
  provider_reference TEXT,
  -- What was paid, in minor units of the currency beside it, by the provider's word.
  paid_amount        INTEGER,
  paid_currency      TEXT,
  paid_at            INTEGER,
  reason             TEXT,
  settlement         TEXT CHECK (settlement IN ('credit_paid', 'refund', 'ignore')),
  transfer_id        BLOB NOT NULL,
  created_at         INTEGER NOT NULL,
  ended_at           INTEGER,
  version            INTEGER NOT NULL CHECK (version > 0),
  CONSTRAINT ajo_deposits_payment UNIQUE (provider, provider_reference)
) STRICT;
CREATE INDEX ajo_deposits_user ON ajo_deposits (user_id, id);
CREATE INDEX ajo_deposits_day ON ajo_deposits (user_id, created_at);
CREATE INDEX ajo_deposits_request ON ajo_deposits (user_id, request_key)
  WHERE request_key IS NOT NULL;
CREATE INDEX ajo_deposits_state ON ajo_deposits (state, id);
CREATE INDEX ajo_deposits_paid ON ajo_deposits (provider, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX ajo_deposits_transfer ON ajo_deposits (transfer_id);
