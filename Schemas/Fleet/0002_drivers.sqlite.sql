-- Those who are served fuel on consumers' accounts.

CREATE TABLE fleet_drivers (
  id                    BLOB PRIMARY KEY CHECK (length(id) = 16),
  -- NULL until they accept their invitation, and once they have deleted their account.
  user_id               BLOB,
  consumer_company_id   BLOB NOT NULL REFERENCES fleet_companies,
  name                  TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  email                 TEXT NOT NULL,
  phone_number          TEXT,
  license_number        TEXT NOT NULL CHECK (length(license_number) BETWEEN 1 AND 100),
  vehicle_number        TEXT,
  truck_model           TEXT,
  license_plate         TEXT,
  -- Litres in hundredths, dinars in centimes.
  total_liters_consumed INTEGER NOT NULL DEFAULT 0,
  balance_dzd           INTEGER NOT NULL DEFAULT 0,
  monthly_limit         INTEGER CHECK (monthly_limit >= 0),
  -- What else limits them: litres in hundredths, hours in minutes of the day, weekdays as bits from
  -- Monday's 1 on, products by their words with commas; all NULL for nothing.
  limit_action          TEXT CHECK (limit_action IN ('decline', 'alert')),
  limit_transaction     INTEGER CHECK (limit_transaction >= 0),
  limit_daily           INTEGER CHECK (limit_daily >= 0),
  limit_daily_count     INTEGER CHECK (limit_daily_count >= 0),
  limit_from            INTEGER CHECK (limit_from BETWEEN 0 AND 1439),
  limit_to              INTEGER CHECK (limit_to BETWEEN 0 AND 1439),
  limit_weekdays        INTEGER CHECK (limit_weekdays BETWEEN 1 AND 127),
  limit_products        TEXT,
  tank_capacity         INTEGER CHECK (tank_capacity > 0),
  -- In tenths of a kilometre.
  odometer              INTEGER CHECK (odometer >= 0),
  is_active             INTEGER NOT NULL,
  version               INTEGER NOT NULL CHECK (version > 0),
  created_at            INTEGER NOT NULL,
  updated_at            INTEGER NOT NULL,
  deleted_at            INTEGER
) STRICT;
-- A user drives for one company at most.
CREATE UNIQUE INDEX fleet_drivers_user_id ON fleet_drivers (user_id)
  WHERE user_id IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX fleet_drivers_license ON fleet_drivers (consumer_company_id, license_number)
  WHERE deleted_at IS NULL;
CREATE INDEX fleet_drivers_company ON fleet_drivers (consumer_company_id, created_at, id)
  WHERE deleted_at IS NULL;

-- The last invitation of each driver, which has ended the others.
CREATE TABLE fleet_driver_invitations (
  driver_id   BLOB PRIMARY KEY REFERENCES fleet_drivers,
  code_hash   BLOB NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  accepted_at INTEGER
) STRICT;
-- Administrators look at all companies' records by when they were made.
CREATE INDEX fleet_drivers_consumer ON fleet_drivers (consumer_company_id, created_at, id);
CREATE INDEX fleet_drivers_created_at ON fleet_drivers (created_at, id);
