-- Those who are served fuel on consumers' accounts.

CREATE TABLE fleet_drivers (
  id                    uuid PRIMARY KEY,
  -- NULL until they accept their invitation, and once they have deleted their account.
  user_id               uuid,
  consumer_company_id   uuid NOT NULL REFERENCES fleet_companies,
  name                  text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
  email                 text NOT NULL,
  phone_number          text,
  license_number        text NOT NULL CHECK (char_length(license_number) BETWEEN 1 AND 100),
  vehicle_number        text,
  truck_model           text,
  license_plate         text,
  -- Litres in hundredths, dinars in centimes.
  total_liters_consumed bigint NOT NULL DEFAULT 0,
  balance_dzd           bigint NOT NULL DEFAULT 0,
  monthly_limit         bigint CHECK (monthly_limit >= 0),
  -- What else limits them: litres in hundredths, hours in minutes of the day, weekdays as bits from
  -- Monday's 1 on, products by their words with commas; all NULL for nothing.
  limit_action          text CHECK (limit_action IN ('decline', 'alert')),
  limit_transaction     bigint CHECK (limit_transaction >= 0),
  limit_daily           bigint CHECK (limit_daily >= 0),
  limit_daily_count     bigint CHECK (limit_daily_count >= 0),
  limit_from            bigint CHECK (limit_from BETWEEN 0 AND 1439),
  limit_to              bigint CHECK (limit_to BETWEEN 0 AND 1439),
  limit_weekdays        bigint CHECK (limit_weekdays BETWEEN 1 AND 127),
  limit_products        text,
  tank_capacity         bigint CHECK (tank_capacity > 0),
  -- In tenths of a kilometre.
  odometer              bigint CHECK (odometer >= 0),
  is_active             boolean NOT NULL,
  version               bigint NOT NULL CHECK (version > 0),
  created_at            timestamptz NOT NULL,
  updated_at            timestamptz NOT NULL,
  deleted_at            timestamptz
);
-- A user drives for one company at most.
CREATE UNIQUE INDEX fleet_drivers_user_id ON fleet_drivers (user_id)
  WHERE user_id IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX fleet_drivers_license ON fleet_drivers (consumer_company_id, license_number)
  WHERE deleted_at IS NULL;
CREATE INDEX fleet_drivers_company ON fleet_drivers (consumer_company_id, created_at, id)
  WHERE deleted_at IS NULL;

-- The last invitation of each driver, which has ended the others.
CREATE TABLE fleet_driver_invitations (
  driver_id   uuid PRIMARY KEY REFERENCES fleet_drivers,
  code_hash   bytea NOT NULL CONSTRAINT fleet_driver_invitations_code UNIQUE,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  accepted_at timestamptz
);
-- Administrators look at all companies' records by when they were made.
CREATE INDEX fleet_drivers_consumer ON fleet_drivers (consumer_company_id, created_at, id);
CREATE INDEX fleet_drivers_created_at ON fleet_drivers (created_at, id);
