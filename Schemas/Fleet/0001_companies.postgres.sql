-- Companies that sell or buy fuel, who is what in them, and who was invited.

CREATE TABLE fleet_companies (
  id           uuid PRIMARY KEY,
  -- The owner; NULL once they have deleted their account.
  user_id      uuid,
  name         text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
  type         text NOT NULL CHECK (type IN ('supplier', 'consumer')),
  address      text NOT NULL CHECK (char_length(address) BETWEEN 1 AND 500),
  phone_number text NOT NULL CHECK (char_length(phone_number) BETWEEN 1 AND 50),
  tax_id       text CHECK (char_length(tax_id) BETWEEN 1 AND 100),
  -- An IANA name: where its days begin.
  time_zone    text NOT NULL,
  is_active    boolean NOT NULL,
  version      bigint NOT NULL CHECK (version > 0),
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  deleted_at   timestamptz
);
-- A user owns one company at most.
CREATE UNIQUE INDEX fleet_companies_user_id ON fleet_companies (user_id)
  WHERE user_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX fleet_companies_type ON fleet_companies (type, is_active, created_at, id);
CREATE INDEX fleet_companies_created_at ON fleet_companies (created_at, id);

CREATE TABLE fleet_members (
  company_id uuid NOT NULL REFERENCES fleet_companies,
  user_id    uuid NOT NULL,
  role       text NOT NULL CHECK (role IN ('owner', 'manager', 'operator', 'viewer')),
  joined_at  timestamptz NOT NULL,
  PRIMARY KEY (company_id, user_id)
);
CREATE INDEX fleet_members_user_id ON fleet_members (user_id, company_id, role);
CREATE INDEX fleet_members_joined_at ON fleet_members (company_id, joined_at, user_id);
CREATE UNIQUE INDEX fleet_members_owner ON fleet_members (company_id) WHERE role = 'owner';

CREATE TABLE fleet_invitations (
  id          uuid PRIMARY KEY,
  company_id  uuid NOT NULL REFERENCES fleet_companies,
  email       text NOT NULL,
  role        text NOT NULL CHECK (role IN ('manager', 'operator', 'viewer')),
  code_hash   bytea NOT NULL CONSTRAINT fleet_invitations_code UNIQUE,
  state       text NOT NULL CHECK (state IN ('pending', 'accepted', 'revoked')),
  accepted_by uuid,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  ended_at    timestamptz
);
-- One address has one open invitation of a company.
CREATE UNIQUE INDEX fleet_invitations_open ON fleet_invitations (company_id, email)
  WHERE state = 'pending';
CREATE INDEX fleet_invitations_created_at ON fleet_invitations (company_id, created_at, id);
CREATE INDEX fleet_invitations_accepted_by ON fleet_invitations (accepted_by)
  WHERE accepted_by IS NOT NULL;

-- What drivers told of themselves when they signed up, until a company invites them.
CREATE TABLE fleet_waiting_drivers (
  user_id        uuid PRIMARY KEY,
  license_number text NOT NULL,
  vehicle_number text,
  truck_model    text,
  license_plate  text,
  created_at     timestamptz NOT NULL
);
