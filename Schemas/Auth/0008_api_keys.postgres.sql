-- Keys by which programs act for a user.

CREATE TABLE auth_api_keys (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES auth_users (id),
  name         text NOT NULL,
  -- Of a secret of 256 random bits.
  hash         bytea NOT NULL CHECK (octet_length(hash) = 32),
  -- The names of permissions, separated by blanks.
  scopes       text NOT NULL,
  -- The user, or an administrator.
  created_by   uuid,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  -- To some minutes.
  last_used_at timestamptz
);
CREATE INDEX auth_api_keys_user ON auth_api_keys (user_id, id);
