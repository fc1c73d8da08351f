-- What consumers have at suppliers. The balances are the ledger's.

CREATE TABLE fleet_accounts (
  id                  BLOB PRIMARY KEY CHECK (length(id) = 16),
  supplier_company_id BLOB NOT NULL REFERENCES fleet_companies,
  consumer_company_id BLOB NOT NULL REFERENCES fleet_companies,
  is_active           INTEGER NOT NULL,
  -- In centimes of a dinar: below it the consumer's managers are told.
  low_balance         INTEGER CHECK (low_balance >= 0),
  version             INTEGER NOT NULL CHECK (version > 0),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  CONSTRAINT fleet_accounts_pair UNIQUE (supplier_company_id, consumer_company_id)
) STRICT;
CREATE INDEX fleet_accounts_consumer ON fleet_accounts (consumer_company_id, supplier_company_id);

CREATE TABLE fleet_topups (
  id                  BLOB PRIMARY KEY CHECK (length(id) = 16),
  account_id          BLOB NOT NULL REFERENCES fleet_accounts,
  supplier_company_id BLOB NOT NULL,
  kind                TEXT NOT NULL CHECK (kind IN ('payment', 'credit', 'settlement')),
  unit                TEXT NOT NULL CHECK (unit IN ('DZD', 'L')),
  -- In hundredths of the unit.
  amount              INTEGER NOT NULL CHECK (amount > 0),
  balance_after       INTEGER NOT NULL,
  reference           TEXT CHECK (length(reference) BETWEEN 1 AND 100),
  note                TEXT,
  created_by          BLOB,
  created_at          INTEGER NOT NULL,
  reversed_at         INTEGER,
  reversal_reason     TEXT
) STRICT;
CREATE INDEX fleet_topups_account ON fleet_topups (account_id, created_at, id);
CREATE INDEX fleet_topups_created_by ON fleet_topups (created_by) WHERE created_by IS NOT NULL;
-- A supplier's reference stands for one top-up that is not reversed.
CREATE UNIQUE INDEX fleet_topups_reference ON fleet_topups (supplier_company_id, reference)
  WHERE reference IS NOT NULL AND reversed_at IS NULL;
CREATE INDEX fleet_topups_created_at ON fleet_topups (created_at, id);
