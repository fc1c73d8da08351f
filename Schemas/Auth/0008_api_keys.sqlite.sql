-- Keys by which programs act for a user.

CREATE TABLE auth_api_keys (
  id           BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id      BLOB NOT NULL REFERENCES auth_users (id),
  name         TEXT NOT NULL,
  -- Of a secret of 256 random bits.
  hash         BLOB NOT NULL CHECK (length(hash) = 32),
  -- The names of permissions, separated by blanks.
  scopes       TEXT NOT NULL,
  -- The user, or an administrator.
  created_by   BLOB,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER,
  -- To some minutes.
  last_used_at INTEGER
) STRICT;
CREATE INDEX auth_api_keys_user ON auth_api_keys (user_id, id);
