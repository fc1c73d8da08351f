-- Receipts and credit notes as they were issued. Rows are added, and never changed.

CREATE TABLE fleet_receipts (
  id                    BLOB PRIMARY KEY CHECK (length(id) = 16),
  transaction_id        BLOB NOT NULL,
  kind                  TEXT NOT NULL CHECK (kind IN ('receipt', 'credit_note')),
  supplier_company_id   BLOB NOT NULL,
  year                  INTEGER NOT NULL,
  sequence              INTEGER NOT NULL CHECK (sequence > 0),
  number                TEXT NOT NULL,
  code                  TEXT NOT NULL CONSTRAINT fleet_receipts_code UNIQUE,
  issued_at             INTEGER NOT NULL,
  supplier_name         TEXT NOT NULL,
  supplier_address      TEXT NOT NULL,
  supplier_tax_id       TEXT,
  consumer_company_id   BLOB NOT NULL,
  consumer_name         TEXT NOT NULL,
  consumer_address      TEXT NOT NULL,
  consumer_tax_id       TEXT,
  driver_name           TEXT NOT NULL,
  vehicle_number        TEXT,
  product               TEXT,
  -- Litres in hundredths, dinars in centimes.
  amount_liters         INTEGER NOT NULL,
  price_per_liter       INTEGER NOT NULL,
  total_price           INTEGER NOT NULL,
  amount_dzd            INTEGER NOT NULL,
  settlement            TEXT NOT NULL CHECK (settlement IN ('money', 'liters')),
  CONSTRAINT fleet_receipts_sequence UNIQUE (supplier_company_id, year, sequence),
  CONSTRAINT fleet_receipts_transaction UNIQUE (transaction_id, kind)
) STRICT;

CREATE TRIGGER fleet_receipts_immutable BEFORE UPDATE ON fleet_receipts
BEGIN SELECT RAISE(ABORT, 'AT001: fleet_receipts is append-only'); END;
CREATE TRIGGER fleet_receipts_kept BEFORE DELETE ON fleet_receipts
BEGIN SELECT RAISE(ABORT, 'AT001: fleet_receipts is append-only'); END;

-- The last number of each supplier and year. Whoever takes the next holds the row until they
-- commit, so that numbers have no gaps.
CREATE TABLE fleet_receipt_counters (
  supplier_company_id BLOB NOT NULL,
  year                INTEGER NOT NULL,
  last_sequence       INTEGER NOT NULL CHECK (last_sequence > 0),
  PRIMARY KEY (supplier_company_id, year)
) STRICT, WITHOUT ROWID;
