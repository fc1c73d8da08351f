-- Money that comes in: who pays it, by which card, and what the provider says of it.

CREATE TABLE ajo_customers (
  user_id    uuid PRIMARY KEY,
  kyc_status text NOT NULL CHECK (kyc_status IN ('none', 'pending', 'verified', 'rejected')),
  updated_at timestamptz NOT NULL
);
CREATE INDEX ajo_customers_status ON ajo_customers (kyc_status, user_id);

CREATE TABLE ajo_cards (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL,
  provider     text NOT NULL,
  signature    text,
  brand        text NOT NULL,
  last_four    text NOT NULL,
  expiry_month integer NOT NULL CHECK (expiry_month BETWEEN 1 AND 12),
  expiry_year  integer NOT NULL,
  email        text NOT NULL,
  -- What the provider takes for the card: as good as money.
  token        bytea NOT NULL,
  token_key    text,
  created_at   timestamptz NOT NULL
);
CREATE UNIQUE INDEX ajo_cards_once ON ajo_cards (user_id, provider, signature)
  WHERE signature IS NOT NULL;
CREATE INDEX ajo_cards_user ON ajo_cards (user_id, id);

CREATE TABLE ajo_deposits (
  id                 uuid PRIMARY KEY,
  user_id            uuid NOT NULL,
  provider           text NOT NULL,
  reference          text NOT NULL CONSTRAINT ajo_deposits_reference UNIQUE,
  state              text NOT NULL
    CHECK (state IN ('pending', 'succeeded', 'failed', 'abandoned', 'mismatch')),
  -- In minor units of Ajo's currency.
  amount             bigint NOT NULL CHECK (amount > 0),
  currency           text NOT NULL,
  card_id            uuid,
  -- Recognises the request that began it.
  request_key        text,
  authorization_url  text,
  -- What the provider calls the payment: each is credited once.
  provider_reference text,
  -- What was paid, in minor units of the currency beside it, by the provider's word.
  paid_amount        bigint,
  paid_currency      text,
  paid_at            timestamptz,
  reason             text,
  settlement         text CHECK (settlement IN ('credit_paid', 'refund', 'ignore')),
  transfer_id        uuid NOT NULL,
  created_at         timestamptz NOT NULL,
  ended_at           timestamptz,
  version            bigint NOT NULL CHECK (version > 0),
  CONSTRAINT ajo_deposits_payment UNIQUE (provider, provider_reference)
);
CREATE INDEX ajo_deposits_user ON ajo_deposits (user_id, id);
CREATE INDEX ajo_deposits_day ON ajo_deposits (user_id, created_at);
CREATE INDEX ajo_deposits_request ON ajo_deposits (user_id, request_key)
  WHERE request_key IS NOT NULL;
CREATE INDEX ajo_deposits_state ON ajo_deposits (state, id);
CREATE INDEX ajo_deposits_paid ON ajo_deposits (provider, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX ajo_deposits_transfer ON ajo_deposits (transfer_id);
