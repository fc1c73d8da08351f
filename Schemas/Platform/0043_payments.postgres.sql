-- What payment providers tell, as it came, in the database of the context that acts on it.
CREATE TABLE platform_payment_webhooks (
  id          uuid PRIMARY KEY,
  provider    text NOT NULL,
  context     text NOT NULL,
  type        text,
  reference   text,
  verdict     text NOT NULL CHECK (verdict IN ('verified', 'bad_signature', 'malformed')),
  state       text NOT NULL
    CHECK (state IN ('received', 'applied', 'ignored', 'refused', 'failed')),
  body        bytea NOT NULL,
  digest      text NOT NULL,
  delivery_id uuid NOT NULL,
  deliveries  bigint NOT NULL CHECK (deliveries > 0),
  error       text,
  received_at timestamptz NOT NULL,
  finished_at timestamptz,
  CONSTRAINT platform_payment_webhooks_digest UNIQUE (provider, digest)
);
CREATE INDEX platform_payment_webhooks_state ON platform_payment_webhooks (state, received_at);
CREATE INDEX platform_payment_webhooks_reference ON platform_payment_webhooks (reference)
  WHERE reference IS NOT NULL;
CREATE INDEX platform_payment_webhooks_finished ON platform_payment_webhooks (finished_at)
  WHERE finished_at IS NOT NULL;

-- The provider without a network: its charges, payouts and refunds.
CREATE TABLE platform_sandbox_payments (
  reference        text PRIMARY KEY,
  kind             text NOT NULL CHECK (kind IN ('charge', 'payout', 'refund')),
  amount           bigint NOT NULL,
  currency         text NOT NULL,
  state            text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed', 'abandoned')),
  email            text,
  callback_url     text,
  bank_code        text,
  account_number   text,
  charge_reference text,
  created_at       timestamptz NOT NULL,
  settled_at       timestamptz
);
CREATE INDEX platform_sandbox_payments_settled ON platform_sandbox_payments (settled_at)
  WHERE settled_at IS NOT NULL;

-- Whose bank accounts are whose, as far as testers told.
CREATE TABLE platform_sandbox_accounts (
  bank_code text NOT NULL,
  number    text NOT NULL,
  holder    text NOT NULL,
  PRIMARY KEY (bank_code, number)
);
