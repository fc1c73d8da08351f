-- Requests for fuel, and what became of them.

CREATE TABLE fleet_transactions (
  id                    BLOB PRIMARY KEY CHECK (length(id) = 16),
  -- No reference: it would lock the account's row, which all its transactions share.
  account_id            BLOB NOT NULL,
  initiator_id          BLOB,
  initiator_name        TEXT NOT NULL,
  initiator_side        TEXT NOT NULL CHECK (initiator_side IN ('supplier', 'consumer')),
  receiver_id           BLOB,
  receiver_name         TEXT NOT NULL,
  supplier_company_id   BLOB NOT NULL,
  supplier_company_name TEXT NOT NULL,
  consumer_company_id   BLOB NOT NULL,
  consumer_company_name TEXT NOT NULL,
  driver_id             BLOB NOT NULL,
  driver_name           TEXT NOT NULL,
  vehicle_number        TEXT,
  vehicle_key           TEXT NOT NULL,
  -- Litres in hundredths, dinars in centimes, the odometer in tenths.
  requested_liters      INTEGER NOT NULL CHECK (requested_liters > 0),
  amount_liters         INTEGER NOT NULL CHECK (amount_liters > 0),
  price_per_liter       INTEGER NOT NULL CHECK (price_per_liter > 0),
  total_price           INTEGER NOT NULL CHECK (total_price > 0),
  amount_dzd            INTEGER NOT NULL CHECK (amount_dzd >= 0),
  settlement            TEXT NOT NULL CHECK (settlement IN ('money', 'liters')),
  product               TEXT CHECK (product IN ('diesel', 'gasoline', 'lpg', 'adblue')),
  odometer              INTEGER CHECK (odometer >= 0),
  notes                 TEXT,
  status                TEXT NOT NULL
    CHECK (status IN ('pending', 'approved', 'rejected', 'cancelled', 'expired')),
  decided_by            BLOB,
  reason                TEXT,
  flags                 TEXT NOT NULL,
  occurred_at           INTEGER NOT NULL,
  expires_at            INTEGER NOT NULL,
  completed_at          INTEGER,
  reversed_at           INTEGER,
  receipt_number        TEXT,
  receipt_code          TEXT,
  version               INTEGER NOT NULL CHECK (version > 0),
  created_at            INTEGER NOT NULL,
  updated_at            INTEGER NOT NULL
) STRICT;
CREATE INDEX fleet_transactions_supplier
  ON fleet_transactions (supplier_company_id, status, created_at, id);
CREATE INDEX fleet_transactions_consumer
  ON fleet_transactions (consumer_company_id, status, created_at, id);
CREATE INDEX fleet_transactions_driver ON fleet_transactions (driver_id, status, created_at, id);
-- For those who see all of them.
CREATE INDEX fleet_transactions_status ON fleet_transactions (status, created_at, id);
CREATE INDEX fleet_transactions_initiator ON fleet_transactions (initiator_id)
  WHERE initiator_id IS NOT NULL;
CREATE INDEX fleet_transactions_receiver ON fleet_transactions (receiver_id)
  WHERE receiver_id IS NOT NULL;
CREATE INDEX fleet_transactions_decided_by ON fleet_transactions (decided_by)
  WHERE decided_by IS NOT NULL;
CREATE INDEX fleet_transactions_pending ON fleet_transactions (expires_at, id)
  WHERE status = 'pending';
-- By decision. They have all that sums are made of, so that those are read from them alone.
CREATE INDEX fleet_transactions_supplier_completed ON fleet_transactions
  (supplier_company_id, completed_at, id, status, reversed_at, driver_id, amount_liters,
   total_price, amount_dzd)
  WHERE completed_at IS NOT NULL;
CREATE INDEX fleet_transactions_consumer_completed ON fleet_transactions
  (consumer_company_id, completed_at, id, status, reversed_at, driver_id, amount_liters,
   total_price, amount_dzd)
  WHERE completed_at IS NOT NULL;
CREATE INDEX fleet_transactions_driver_completed ON fleet_transactions
  (driver_id, completed_at, id, status, reversed_at, amount_liters, total_price, amount_dzd)
  WHERE completed_at IS NOT NULL;
CREATE INDEX fleet_transactions_completed ON fleet_transactions (completed_at, id)
  WHERE completed_at IS NOT NULL;

-- What meters of vehicles showed: of approved transactions, and of managers who had one changed.
CREATE TABLE fleet_odometers (
  consumer_company_id BLOB NOT NULL REFERENCES fleet_companies,
  -- The vehicle's number, else its plate, else its driver.
  vehicle_key         TEXT NOT NULL,
  occurred_at         INTEGER NOT NULL,
  -- The transaction, or what a manager's reading is called.
  id                  BLOB NOT NULL,
  -- In tenths of a kilometre.
  reading             INTEGER NOT NULL CHECK (reading >= 0),
  -- Whether the meter starts anew: nothing before it counts for what comes after.
  is_start            INTEGER NOT NULL CHECK (is_start IN (0, 1)),
  PRIMARY KEY (consumer_company_id, vehicle_key, occurred_at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fleet_transactions_created_at ON fleet_transactions (created_at, id);
