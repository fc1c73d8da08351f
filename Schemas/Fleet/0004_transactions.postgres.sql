-- Requests for fuel, and what became of them.

CREATE TABLE fleet_transactions (
  id                    uuid PRIMARY KEY,
  -- No reference: it would lock the account's row, which all its transactions share.
  account_id            uuid NOT NULL,
  initiator_id          uuid,
  initiator_name        text NOT NULL,
  initiator_side        text NOT NULL CHECK (initiator_side IN ('supplier', 'consumer')),
  receiver_id           uuid,
  receiver_name         text NOT NULL,
  supplier_company_id   uuid NOT NULL,
  supplier_company_name text NOT NULL,
  consumer_company_id   uuid NOT NULL,
  consumer_company_name text NOT NULL,
  driver_id             uuid NOT NULL,
  driver_name           text NOT NULL,
  vehicle_number        text,
  vehicle_key           text NOT NULL,
  -- Litres in hundredths, dinars in centimes, the odometer in tenths.
  requested_liters      bigint NOT NULL CHECK (requested_liters > 0),
  amount_liters         bigint NOT NULL CHECK (amount_liters > 0),
  price_per_liter       bigint NOT NULL CHECK (price_per_liter > 0),
  total_price           bigint NOT NULL CHECK (total_price > 0),
  amount_dzd            bigint NOT NULL CHECK (amount_dzd >= 0),
  settlement            text NOT NULL CHECK (settlement IN ('money', 'liters')),
  product               text CHECK (product IN ('diesel', 'gasoline', 'lpg', 'adblue')),
  odometer              bigint CHECK (odometer >= 0),
  notes                 text,
  status                text NOT NULL
    CHECK (status IN ('pending', 'approved', 'rejected', 'cancelled', 'expired')),
  decided_by            uuid,
  reason                text,
  flags                 text NOT NULL,
  occurred_at           timestamptz NOT NULL,
  expires_at            timestamptz NOT NULL,
  completed_at          timestamptz,
  reversed_at           timestamptz,
  receipt_number        text,
  receipt_code          text,
  version               bigint NOT NULL CHECK (version > 0),
  created_at            timestamptz NOT NULL,
  updated_at            timestamptz NOT NULL
);
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
  consumer_company_id uuid NOT NULL REFERENCES fleet_companies,
  -- The vehicle's number, else its plate, else its driver.
  vehicle_key         text NOT NULL,
  occurred_at         timestamptz NOT NULL,
  -- The transaction, or what a manager's reading is called.
  id                  uuid NOT NULL,
  -- In tenths of a kilometre.
  reading             bigint NOT NULL CHECK (reading >= 0),
  -- Whether the meter starts anew: nothing before it counts for what comes after.
  is_start            boolean NOT NULL,
  PRIMARY KEY (consumer_company_id, vehicle_key, occurred_at, id)
);
CREATE INDEX fleet_transactions_created_at ON fleet_transactions (created_at, id);
