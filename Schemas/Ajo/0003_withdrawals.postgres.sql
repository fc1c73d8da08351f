-- Money that goes out: to which bank account, what became of it, and what was undone.

CREATE TABLE ajo_bank_accounts (
  id             uuid PRIMARY KEY,
  user_id        uuid NOT NULL,
  bank_code      text NOT NULL,
  bank_name      text NOT NULL,
  account_number text NOT NULL,
  -- Whose it is, as the bank writes it.
  account_name   text,
  state          text NOT NULL CHECK (state IN ('pending', 'verified', 'rejected')),
  is_primary     boolean NOT NULL,
  created_at     timestamptz NOT NULL,
  -- Unlinked accounts stay for the withdrawals that went to them.
  removed_at     timestamptz,
  version        bigint NOT NULL CHECK (version > 0)
);
CREATE UNIQUE INDEX ajo_bank_accounts_once
  ON ajo_bank_accounts (user_id, bank_code, account_number) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX ajo_bank_accounts_primary ON ajo_bank_accounts (user_id)
  WHERE is_primary AND removed_at IS NULL;
CREATE INDEX ajo_bank_accounts_user ON ajo_bank_accounts (user_id, id);
CREATE INDEX ajo_bank_accounts_state ON ajo_bank_accounts (state, id);

CREATE TABLE ajo_withdrawals (
  id                  uuid PRIMARY KEY,
  user_id             uuid NOT NULL,
  bank_account_id     uuid NOT NULL REFERENCES ajo_bank_accounts,
  provider            text NOT NULL,
  reference           text NOT NULL CONSTRAINT ajo_withdrawals_reference UNIQUE,
  state               text NOT NULL CHECK (state IN ('held', 'submitted', 'paid', 'returned')),
  -- In minor units of Ajo's currency.
  amount              bigint NOT NULL CHECK (amount > 0),
  fee                 bigint NOT NULL CHECK (fee >= 0),
  currency            text NOT NULL,
  hold_id             uuid NOT NULL,
  payment_id          uuid NOT NULL,
  fee_hold_id         uuid NOT NULL,
  fee_payment_id      uuid NOT NULL,
  -- Where it stands in the wallet's book until it has an entry: the number of the entry before it,
  -- and the balance then.
  place               bigint NOT NULL,
  balance             bigint NOT NULL,
  returned            text CHECK (returned IN ('cancelled', 'failed', 'reversed', 'administrator')),
  reason              text,
  provider_reference  text,
  submitted_at        timestamptz,
  -- By the machine's clock.
  attempted_at        timestamptz,
  paid_at             timestamptz,
  created_at          timestamptz NOT NULL,
  ended_at            timestamptz,
  version             bigint NOT NULL CHECK (version > 0)
);
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
  transfer_id uuid PRIMARY KEY,
  reversal_id uuid NOT NULL,
  reason      text NOT NULL,
  actor_id    uuid,
  -- What the payee owes since, in minor units of the currency beside it.
  debt        bigint,
  currency    text,
  created_at  timestamptz NOT NULL
);
CREATE INDEX ajo_reversals_reversal ON ajo_reversals (reversal_id);
