-- Users and what they may do.

CREATE TABLE auth_users (
  id            uuid PRIMARY KEY,
  -- Canonical; none once the user is deleted, so that the address can be used again.
  email         text UNIQUE,
  -- A PHC string; none for those who cannot sign in by password.
  password_hash text,
  name          text NOT NULL,
  -- The name folded for searching.
  name_key      text NOT NULL,
  first_name    text,
  last_name     text,
  phone_number  text,
  date_of_birth date,
  avatar_url    text,
  is_verified   boolean NOT NULL,
  referral_code text NOT NULL UNIQUE,
  referred_by   uuid,
  blocked_at    timestamptz,
  block_reason  text,
  deleted_at    timestamptz,
  -- Rises when access tokens made before must not count as they stand.
  epoch         bigint NOT NULL CHECK (epoch >= 0),
  version       bigint NOT NULL CHECK (version > 0),
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  CHECK (deleted_at IS NOT NULL OR email IS NOT NULL)
);

CREATE TABLE auth_roles (
  user_id uuid NOT NULL REFERENCES auth_users (id),
  role    text NOT NULL,
  PRIMARY KEY (user_id, role)
);
CREATE INDEX auth_roles_role ON auth_roles (role, user_id);

-- Sessions, each with its family of refresh tokens: the one that is valid, the one before it,
-- and a key that recognises all earlier ones without keeping them.
CREATE TABLE auth_sessions (
  id            uuid PRIMARY KEY,
  user_id       uuid NOT NULL REFERENCES auth_users (id),
  created_at    timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  user_agent    text,
  address       text,
  revoked_at    timestamptz,
  family_key    bytea NOT NULL CHECK (octet_length(family_key) = 32),
  current_hash  bytea NOT NULL CHECK (octet_length(current_hash) = 32),
  parent_hash   bytea CHECK (octet_length(parent_hash) = 32),
  -- The current token, readable with its parent alone, for a client whose answer was lost.
  sealed_child  bytea,
  rotated_at    timestamptz
) WITH (fillfactor = 80);
CREATE INDEX auth_sessions_user ON auth_sessions (user_id, id) WHERE revoked_at IS NULL;

-- What every server must know of access tokens that are still valid by their signature.
CREATE TABLE auth_notices (
  sequence   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('session_ended', 'user_barred', 'roles_changed')),
  session_id uuid,
  user_id    uuid,
  epoch      bigint,
  roles      text,
  at         timestamptz NOT NULL,
  CHECK ((kind = 'session_ended') = (session_id IS NOT NULL)),
  CHECK ((kind = 'session_ended') = (user_id IS NULL)),
  CHECK ((kind = 'session_ended') = (epoch IS NULL)),
  CHECK ((kind = 'roles_changed') = (roles IS NOT NULL))
);
CREATE INDEX auth_notices_at ON auth_notices (at);

-- The keys that sign access tokens: one signs, those before it still verify for a while.
CREATE TABLE auth_signing_keys (
  kid        text PRIMARY KEY,
  seed       bytea NOT NULL CHECK (octet_length(seed) = 32),
  created_at timestamptz NOT NULL,
  retired_at timestamptz,
  -- 1 for the key that signs and NULL for the others, so that there is one at most.
  signs      integer UNIQUE CHECK (signs = 1),
  CHECK ((signs IS NULL) = (retired_at IS NOT NULL))
);

-- How often a sign-in failed lately, by account, address and both.
CREATE TABLE auth_failures (
  key          bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  count        bigint NOT NULL CHECK (count > 0),
  window_start timestamptz NOT NULL
);
CREATE INDEX auth_failures_window ON auth_failures (window_start);
