-- What providers took back of deposits, or may, and who owes something since.

CREATE TABLE ajo_take_backs (
  id          uuid PRIMARY KEY,
  deposit_id  uuid NOT NULL REFERENCES ajo_deposits,
  provider    text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('refund', 'dispute')),
  -- What the provider calls it: each is taken once.
  name        text NOT NULL,
  state       text NOT NULL CHECK (state IN ('open', 'taken', 'dropped')),
  -- In minor units of the currency beside it.
  amount      bigint NOT NULL CHECK (amount >= 0),
  currency    text NOT NULL,
  -- What took it from the wallet; null where nothing did.
  transfer_id uuid,
  debt        bigint,
  reason      text,
  created_at  timestamptz NOT NULL,
  ended_at    timestamptz,
  CONSTRAINT ajo_take_backs_once UNIQUE (provider, kind, name)
);
CREATE INDEX ajo_take_backs_deposit ON ajo_take_backs (deposit_id, id);

-- Who owes something, or did. How much is on the ledger.
CREATE TABLE ajo_debts (
  user_id   uuid PRIMARY KEY,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz
);
