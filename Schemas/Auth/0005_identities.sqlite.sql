-- Who somebody is to those who vouch for them: Google, Apple, Telegram.

CREATE TABLE auth_identities (
  id           BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id      BLOB NOT NULL REFERENCES auth_users (id),
  provider     TEXT NOT NULL CHECK (provider IN ('google', 'apple', 'telegram')),
  -- Who it is to the provider, for good. The address may change.
  subject      TEXT NOT NULL,
  email        TEXT,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  UNIQUE (provider, subject)
) STRICT;
CREATE INDEX auth_identities_user ON auth_identities (user_id, id);

-- Telegram tells no address: its users have none until they add one. A check cannot be taken from
-- a table here, so the table is written anew.
CREATE TABLE auth_users_next (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  -- Canonical; none for those who told none, and once the user is deleted, so that the address
  -- can be used again.
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
  updated_at    INTEGER NOT NULL
) STRICT;
INSERT INTO auth_users_next (
  id, email, password_hash, name, name_key, first_name, last_name, phone_number, date_of_birth,
  avatar_url, is_verified, referral_code, referred_by, blocked_at, block_reason, deleted_at, epoch,
  version, created_at, updated_at)
SELECT
  id, email, password_hash, name, name_key, first_name, last_name, phone_number, date_of_birth,
  avatar_url, is_verified, referral_code, referred_by, blocked_at, block_reason, deleted_at, epoch,
  version, created_at, updated_at
FROM auth_users;
DROP TABLE auth_users;
ALTER TABLE auth_users_next RENAME TO auth_users;
