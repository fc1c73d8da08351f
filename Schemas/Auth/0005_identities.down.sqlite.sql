-- Fails, and changes nothing, while there are users without an address. The table gets its own name
-- again, and not that of one that was renamed, so that its definition is what it was.
DROP TABLE auth_identities;
CREATE TABLE auth_users_kept AS SELECT * FROM auth_users;
DROP TABLE auth_users;
CREATE TABLE auth_users (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  -- Canonical; none once the user is deleted, so that the address can be used again.
  email         TEXT UNIQUE,
  -- A PHC string; none for those who cannot sign in by password.
  password_hash TEXT,
  name          TEXT NOT NULL,
  -- The name folded for searching.
  name_key      TEXT NOT NULL,
  first_name    TEXT,
  last_name     TEXT,
  phone_number  TEXT,
  date_of_birth TEXT,
  avatar_url    TEXT,
  is_verified   INTEGER NOT NULL CHECK (is_verified IN (0, 1)),
  referral_code TEXT NOT NULL UNIQUE,
  referred_by   BLOB,
  blocked_at    INTEGER,
  block_reason  TEXT,
  deleted_at    INTEGER,
  -- Rises when access tokens made before must not count as they stand.
  epoch         INTEGER NOT NULL CHECK (epoch >= 0),
  version       INTEGER NOT NULL CHECK (version > 0),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  CHECK (deleted_at IS NOT NULL OR email IS NOT NULL)
) STRICT;
INSERT INTO auth_users (
  id, email, password_hash, name, name_key, first_name, last_name, phone_number, date_of_birth,
  avatar_url, is_verified, referral_code, referred_by, blocked_at, block_reason, deleted_at, epoch,
  version, created_at, updated_at)
SELECT
  id, email, password_hash, name, name_key, first_name, last_name, phone_number, date_of_birth,
  avatar_url, is_verified, referral_code, referred_by, blocked_at, block_reason, deleted_at, epoch,
  version, created_at, updated_at
FROM auth_users_kept;
DROP TABLE auth_users_kept;
