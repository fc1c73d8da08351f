-- Wallets and what moved in them: what is shown of the ledger, and made anew from it.

CREATE TABLE fitness_wallets (
  id              BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id         BLOB NOT NULL UNIQUE,
  available_coins INTEGER NOT NULL CHECK (available_coins >= 0),
  frozen_coins    INTEGER NOT NULL CHECK (frozen_coins >= 0),
  lifetime_earned INTEGER NOT NULL CHECK (lifetime_earned >= 0),
  lifetime_spent  INTEGER NOT NULL CHECK (lifetime_spent >= 0),
  debt_coins      INTEGER NOT NULL CHECK (debt_coins >= 0),
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  CHECK (available_coins + frozen_coins = lifetime_earned - lifetime_spent + debt_coins)
) STRICT;

CREATE TABLE fitness_coin_transactions (
  -- The id of its transfer on the ledger.
  id             BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id        BLOB NOT NULL,
  type           TEXT NOT NULL CHECK (type IN
    ('steps', 'achievement', 'order', 'refund', 'clawback', 'debt_payment', 'adjustment')),
  direction      TEXT NOT NULL CHECK (direction IN ('credit', 'debit')),
  -- Nothing where all of what was taken back is owed.
  amount         INTEGER NOT NULL CHECK (amount >= 0),
  status         TEXT NOT NULL CHECK (status IN ('pending', 'posted', 'voided')),
  balance_after  INTEGER NOT NULL CHECK (balance_after >= 0),
  reference_type TEXT NOT NULL CHECK (reference_type IN
    ('step_record', 'validation', 'achievement', 'order', 'wallet')),
  reference_id   BLOB NOT NULL,
  note           TEXT,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL
) STRICT;
-- Rows of one moment are in the order of their ids.
CREATE INDEX fitness_coin_transactions_user ON fitness_coin_transactions (user_id, created_at, id);
CREATE INDEX fitness_coin_transactions_type
  ON fitness_coin_transactions (user_id, type, created_at, id);
-- An order is one row.
CREATE UNIQUE INDEX fitness_coin_transactions_order ON fitness_coin_transactions (reference_id)
  WHERE type = 'order';
