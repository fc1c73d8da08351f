-- Transaction PINs, and the tokens that a right one is traded for.

CREATE TABLE auth_pins (
  user_id      uuid PRIMARY KEY REFERENCES auth_users (id),
  -- A PHC string.
  pin_hash     text NOT NULL,
  -- Wrong ones in a row since the last right one or the last lock.
  failures     bigint NOT NULL CHECK (failures >= 0),
  locked_until timestamptz,
  changed_at   timestamptz NOT NULL
);

CREATE TABLE auth_pin_tokens (
  hash         bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  user_id      uuid NOT NULL REFERENCES auth_users (id),
  -- What it is good for; any action, any amount where there is none.
  action       text,
  amount_minor bigint CHECK (amount_minor > 0),
  currency     text,
  expires_at   timestamptz NOT NULL,
  -- The request that has it, with its retries.
  claimant     bytea CHECK (octet_length(claimant) = 32),
  CHECK ((amount_minor IS NULL) = (currency IS NULL))
);
CREATE INDEX auth_pin_tokens_user ON auth_pin_tokens (user_id);
CREATE INDEX auth_pin_tokens_expiry ON auth_pin_tokens (expires_at);
