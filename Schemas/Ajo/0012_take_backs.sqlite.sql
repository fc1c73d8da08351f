-- What providers took back of deposits, or may, and who owes something since.

CREATE TABLE ajo_take_backs (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  deposit_id  BLOB NOT NULL REFERENCES ajo_deposits,
  provider    TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('refund', 'dispute')),
  -- What the provider calls it: each is taken once.
  name        TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('open', 'taken', 'dropped')),
  -- In minor units of the currency beside it.
  amount      INTEGER NOT NULL CHECK (amount >= 0),
  currency    TEXT NOT NULL,
  -- What took it from the wallet; null where nothing did.
  transfer_id BLOB,
  debt        INTEGER,
  reason      TEXT,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  CONSTRAINT ajo_take_backs_once UNIQUE (provider, kind, name)
) STRICT;
CREATE INDEX ajo_take_backs_deposit ON ajo_take_backs (deposit_id, id);

-- Who owes something, or did. How much is on the ledger.
CREATE TABLE ajo_debts (
  user_id   BLOB PRIMARY KEY CHECK (length(user_id) = 16),
  opened_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;
