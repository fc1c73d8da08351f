-- Users and what they may do.

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

CREATE TABLE auth_roles (
  user_id BLOB NOT NULL REFERENCES auth_users (id),
  role    TEXT NOT NULL,
  PRIMARY KEY (user_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX auth_roles_role ON auth_roles (role, user_id);

-- Sessions, each with its family of refresh tokens: the one that is valid, the one before it,
-- and a key that recognises all earlier ones without keeping them.
CREATE TABLE auth_sessions (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id       BLOB NOT NULL REFERENCES auth_users (id),
  created_at    INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  user_agent    TEXT,
  address       TEXT,
  revoked_at    INTEGER,
  family_key    BLOB NOT NULL CHECK (length(family_key) = 32),
  current_hash  BLOB NOT NULL CHECK (length(current_hash) = 32),
  parent_hash   BLOB CHECK (length(parent_hash) = 32),
  -- The current token, readable with its parent alone, for a client whose answer was lost.
  sealed_child  BLOB,
  rotated_at    INTEGER
) STRICT;
CREATE INDEX auth_sessions_user ON auth_sessions (user_id, id) WHERE revoked_at IS NULL;

-- What every server must know of access tokens that are still valid by their signature.
CREATE TABLE auth_notices (
  -- Autoincrement, so that a number is not given twice once rows are pruned.
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL CHECK (kind IN ('session_ended', 'user_barred', 'roles_changed')),
  session_id BLOB,
  user_id    BLOB,
  epoch      INTEGER,
  roles      TEXT,
  at         INTEGER NOT NULL,
  CHECK ((kind = 'session_ended') = (session_id IS NOT NULL)),
  CHECK ((kind = 'session_ended') = (user_id IS NULL)),
  CHECK ((kind = 'session_ended') = (epoch IS NULL)),
  CHECK ((kind = 'roles_changed') = (roles IS NOT NULL))
) STRICT;
CREATE INDEX auth_notices_at ON auth_notices (at);

-- The keys that sign access tokens: one signs, those before it still verify for a while.
CREATE TABLE auth_signing_keys (
  kid        TEXT PRIMARY KEY,
  seed       BLOB NOT NULL CHECK (length(seed) = 32),
  created_at INTEGER NOT NULL,
  retired_at INTEGER,
  -- 1 for the key that signs and NULL for the others, so that there is one at most.
  signs      INTEGER UNIQUE CHECK (signs = 1),
  CHECK ((signs IS NULL) = (retired_at IS NOT NULL))
) STRICT;

-- How often a sign-in failed lately, by account, address and both.
CREATE TABLE auth_failures (
  key          BLOB PRIMARY KEY CHECK (length(key) = 32),
  count        INTEGER NOT NULL CHECK (count > 0),
  window_start INTEGER NOT NULL
) STRICT;
CREATE INDEX auth_failures_window ON auth_failures (window_start);
