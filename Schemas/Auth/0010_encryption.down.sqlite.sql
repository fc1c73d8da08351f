-- Fails, and changes nothing, while anything is encrypted: atrium auth rotate-encryption --decrypt
-- comes first.
CREATE TABLE auth_totp_kept AS SELECT * FROM auth_totp;
ALTER TABLE auth_totp_kept DROP COLUMN sealed_by;
DROP TABLE auth_totp;
CREATE TABLE auth_totp (
  user_id    BLOB PRIMARY KEY REFERENCES auth_users (id),
  secret     BLOB NOT NULL CHECK (length(secret) = 20),
  -- Until then nobody is asked for a code.
  enabled_at INTEGER,
  -- The time step of the last code that counted: no earlier one counts any more.
  last_step  INTEGER NOT NULL
) STRICT;
INSERT INTO auth_totp (user_id, secret, enabled_at, last_step)
SELECT user_id, secret, enabled_at, last_step FROM auth_totp_kept;
DROP TABLE auth_totp_kept;

CREATE TABLE auth_signing_keys_kept AS SELECT * FROM auth_signing_keys;
ALTER TABLE auth_signing_keys_kept DROP COLUMN sealed_by;
DROP TABLE auth_signing_keys;
CREATE TABLE auth_signing_keys (
  kid        TEXT PRIMARY KEY,
  seed       BLOB NOT NULL CHECK (length(seed) = 32),
  created_at INTEGER NOT NULL,
  retired_at INTEGER,
  -- 1 for the key that signs and NULL for the others, so that there is one at most.
  signs      INTEGER UNIQUE CHECK (signs = 1),
  CHECK ((signs IS NULL) = (retired_at IS NOT NULL))
) STRICT;
INSERT INTO auth_signing_keys (kid, seed, created_at, retired_at, signs)
SELECT kid, seed, created_at, retired_at, signs FROM auth_signing_keys_kept;
DROP TABLE auth_signing_keys_kept;
