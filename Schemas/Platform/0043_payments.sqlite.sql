-- What payment providers tell, as it came, in the database of the context that acts on it.
CREATE TABLE platform_payment_webhooks (
  id          BLOB PRIMARY KEY NOT NULL,
  provider    TEXT NOT NULL,
  context     TEXT NOT NULL,
  type        TEXT,
  reference   TEXT,
  verdict     TEXT NOT NULL CHECK (verdict IN ('verified', 'bad_signature', 'malformed')),
  state       TEXT NOT NULL
    CHECK (state IN ('received', 'applied', 'ignored', 'refused', 'failed')),
  body        BLOB NOT NULL,
  digest      TEXT NOT NULL,
  delivery_id BLOB NOT NULL,
  deliveries  INTEGER NOT NULL CHECK (deliveries > 0),
  error       TEXT,
  received_at INTEGER NOT NULL,
  finished_at INTEGER,
  UNIQUE (provider, digest)
) STRICT;
CREATE INDEX platform_payment_webhooks_state ON platform_payment_webhooks (state, received_at);
CREATE INDEX platform_payment_webhooks_reference ON platform_payment_webhooks (reference)
  WHERE reference IS NOT NULL;
CREATE INDEX platform_payment_webhooks_finished ON platform_payment_webhooks (finished_at)
  WHERE finished_at IS NOT NULL;

-- The provider without a network: its charges, payouts and refunds.
CREATE TABLE platform_sandbox_payments (
  reference        TEXT PRIMARY KEY NOT NULL,
  kind             TEXT NOT NULL CHECK (kind IN ('charge', 'payout', 'refund')),
  amount           INTEGER NOT NULL,
  currency         TEXT NOT NULL,
  state            TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed', 'abandoned')),
  email            TEXT,
  callback_url     TEXT,
  bank_code        TEXT,
  account_number   TEXT,
  charge_reference TEXT,
  created_at       INTEGER NOT NULL,
  settled_at       INTEGER
) STRICT;
CREATE INDEX platform_sandbox_payments_settled ON platform_sandbox_payments (settled_at)
  WHERE settled_at IS NOT NULL;

-- Whose bank accounts are whose, as far as testers told.
CREATE TABLE platform_sandbox_accounts (
  bank_code TEXT NOT NULL,
  number    TEXT NOT NULL,
  holder    TEXT NOT NULL,
  PRIMARY KEY (bank_code, number)
) STRICT;
