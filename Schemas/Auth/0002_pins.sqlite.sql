-- Transaction PINs, and the tokens that a right one is traded for.

CREATE TABLE auth_pins (
  user_id      BLOB PRIMARY KEY CHECK (length(user_id) = 16) REFERENCES auth_users (id),
  -- A PHC string.
  pin_hash     TEXT NOT NULL,
  -- Wrong ones in a row since the last right one or the last lock.
  failures     INTEGER NOT NULL CHECK (failures >= 0),
  locked_until INTEGER,
  changed_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE auth_pin_tokens (
  hash         BLOB PRIMARY KEY CHECK (length(hash) = 32),
  user_id      BLOB NOT NULL REFERENCES auth_users (id),
  -- What it is good for; any action, any amount where there is none.
  action       TEXT,
  amount_minor INTEGER CHECK (amount_minor > 0),
  currency     TEXT,
  expires_at   INTEGER NOT NULL,
  -- The request that has it, with its retries.
  claimant     BLOB CHECK (length(claimant) = 32),
  CHECK ((amount_minor IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX auth_pin_tokens_user ON auth_pin_tokens (user_id);
CREATE INDEX auth_pin_tokens_expiry ON auth_pin_tokens (expires_at);
