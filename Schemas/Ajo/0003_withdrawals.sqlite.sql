-- Money that goes out: to which bank account, what became of it, and what was undone.

CREATE TABLE ajo_bank_accounts (
  id             BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id        BLOB NOT NULL,
  bank_code      TEXT NOT NULL,
  bank_name      TEXT NOT NULL,
  account_number TEXT NOT NULL,
  -- Whose it is, as the bank writes it.
  account_name   TEXT,
  state          TEXT NOT NULL CHECK (state IN ('pending', 'verified', 'rejected')),
  is_primary     INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  -- Unlinked accounts stay for the withdrawals that went to them.
  removed_at     INTEGER,
  version        INTEGER NOT NULL CHECK (version > 0)
) STRICT;
CREATE UNIQUE INDEX ajo_bank_accounts_once
  ON ajo_bank_accounts (user_id, bank_code, account_number) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX ajo_bank_accounts_primary ON ajo_bank_accounts (user_id)
  WHERE is_primary AND removed_at IS NULL;
CREATE INDEX ajo_bank_accounts_user ON ajo_bank_accounts (user_id, id);
CREATE INDEX ajo_bank_accounts_state ON ajo_bank_accounts (state, id);

CREATE TABLE ajo_withdrawals (
  id                  BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id             BLOB NOT NULL,
  bank_account_id     BLOB NOT NULL REFERENCES ajo_bank_accounts,
  provider            TEXT NOT NULL,
  reference           TEXT NOT NULL CONSTRAINT ajo_withdrawals_reference UNIQUE,
  state               TEXT NOT NULL CHECK (state IN ('held', 'submitted', 'paid', 'returned')),
  -- In minor units of Ajo's currency.
  amount              INTEGER NOT NULL CHECK (amount > 0),
  fee                 INTEGER NOT NULL CHECK (fee >= 0),
  currency            TEXT NOT NULL,
  hold_id             BLOB NOT NULL,
  payment_id          BLOB NOT NULL,
  fee_hold_id         BLOB NOT NULL,
  fee_payment_id      BLOB NOT NULL,
  -- Where it stands in the wallet's book until it has an entry: the number of the entry before it,
  -- and the balance then.
  place               INTEGER NOT NULL,
  balance             INTEGER NOT NULL,
  returned            TEXT CHECK (returned IN ('cancelled', 'failed', 'reversed', 'administrator')),
  reason              TEXT,
  provider_reference  TEXT,
  submitted_at        INTEGER,
  -- By the machine's clock.
  attempted_at        INTEGER,
  paid_at             INTEGER,
  created_at          INTEGER NOT NULL,
  ended_at            INTEGER,
  version             INTEGER NOT NULL CHECK (version > 0)
) STRICT;
CREATE INDEX ajo_withdrawals_user ON ajo_withdrawals (user_id, id);
CREATE INDEX ajo_withdrawals_day ON ajo_withdrawals (user_id, created_at);
CREATE INDEX ajo_withdrawals_place ON ajo_withdrawals (user_id, place, id);
CREATE INDEX ajo_withdrawals_bank ON ajo_withdrawals (bank_account_id, state);
CREATE INDEX ajo_withdrawals_under_way ON ajo_withdrawals (user_id, id)
  WHERE state IN ('held', 'submitted');
CREATE INDEX ajo_withdrawals_state ON ajo_withdrawals (state, id);
CREATE INDEX ajo_withdrawals_paid ON ajo_withdrawals (provider, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX ajo_withdrawals_payment ON ajo_withdrawals (payment_id);
CREATE INDEX ajo_withdrawals_fee_payment ON ajo_withdrawals (fee_payment_id);

CREATE TABLE ajo_reversals (
  transfer_id BLOB PRIMARY KEY CHECK (length(transfer_id) = 16),
  reversal_id BLOB NOT NULL,
  reason      TEXT NOT NULL,
  actor_id    BLOB,
  -- What the payee owes since, in minor units of the currency beside it.
  debt        INTEGER,
  currency    TEXT,
  created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX ajo_reversals_reversal ON ajo_reversals (reversal_id);
