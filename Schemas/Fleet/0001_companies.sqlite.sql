-- Companies that sell or buy fuel, who is what in them, and who was invited.

CREATE TABLE fleet_companies (
  id           BLOB PRIMARY KEY CHECK (length(id) = 16),
  -- The owner; NULL once they have deleted their account.
  user_id      BLOB,
  name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  type         TEXT NOT NULL CHECK (type IN ('supplier', 'consumer')),
  address      TEXT NOT NULL CHECK (length(address) BETWEEN 1 AND 500),
  phone_number TEXT NOT NULL CHECK (length(phone_number) BETWEEN 1 AND 50),
  tax_id       TEXT CHECK (length(tax_id) BETWEEN 1 AND 100),
  -- An IANA name: where its days begin.
  time_zone    TEXT NOT NULL,
  is_active    INTEGER NOT NULL,
  version      INTEGER NOT NULL CHECK (version > 0),
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  deleted_at   INTEGER
) STRICT;
-- A user owns one company at most.
CREATE UNIQUE INDEX fleet_companies_user_id ON fleet_companies (user_id)
  WHERE user_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX fleet_companies_type ON fleet_companies (type, is_active, created_at, id);
CREATE INDEX fleet_companies_created_at ON fleet_companies (created_at, id);

CREATE TABLE fleet_members (
  company_id BLOB NOT NULL REFERENCES fleet_companies,
  user_id    BLOB NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'operator', 'viewer')),
  joined_at  INTEGER NOT NULL,
  PRIMARY KEY (company_id, user_id)
) STRICT;
CREATE INDEX fleet_members_user_id ON fleet_members (user_id, company_id, role);
CREATE INDEX fleet_members_joined_at ON fleet_members (company_id, joined_at, user_id);
CREATE UNIQUE INDEX fleet_members_owner ON fleet_members (company_id) WHERE role = 'owner';

CREATE TABLE fleet_invitations (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  company_id  BLOB NOT NULL REFERENCES fleet_companies,
  email       TEXT NOT NULL,
  role        TEXT NOT NULL CHECK (role IN ('manager', 'operator', 'viewer')),
  code_hash   BLOB NOT NULL CONSTRAINT fleet_invitations_code UNIQUE,
  state       TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'revoked')),
  accepted_by BLOB,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  ended_at    INTEGER
) STRICT;
-- One address has one open invitation of a company.
CREATE UNIQUE INDEX fleet_invitations_open ON fleet_invitations (company_id, email)
  WHERE state = 'pending';
CREATE INDEX fleet_invitations_created_at ON fleet_invitations (company_id, created_at, id);
CREATE INDEX fleet_invitations_accepted_by ON fleet_invitations (accepted_by)
  WHERE accepted_by IS NOT NULL;

-- What drivers told of themselves when they signed up, until a company invites them.
CREATE TABLE fleet_waiting_drivers (
  user_id        BLOB PRIMARY KEY,
  license_number TEXT NOT NULL,
  vehicle_number TEXT,
  truck_model    TEXT,
  license_plate  TEXT,
  created_at     INTEGER NOT NULL
) STRICT;
