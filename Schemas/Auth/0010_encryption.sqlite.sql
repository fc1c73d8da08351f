-- Which key a secret is encrypted under; none while it is kept as it is. An encrypted one is longer by a
-- nonce of 12 octets before it and a tag of 16 behind it. A check cannot be changed here, so the
-- tables are written anew.
-- atrium: accept drop-table

CREATE TABLE auth_signing_keys_kept AS SELECT * FROM auth_signing_keys;
DROP TABLE auth_signing_keys;
CREATE TABLE auth_signing_keys (
  kid        TEXT PRIMARY KEY,
  seed       BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER,
  -- 1 for the key that signs and NULL for the others, so that there is one at most.
  signs      INTEGER UNIQUE CHECK (signs = 1),
  sealed_by  TEXT,
  CHECK ((signs IS NULL) = (retired_at IS NOT NULL)),
  CHECK (length(seed) = CASE WHEN sealed_by IS NULL THEN 32 ELSE 60 END)
) STRICT;
INSERT INTO auth_signing_keys (kid, seed, created_at, retired_at, signs)
SELECT kid, seed, created_at, retired_at, signs FROM auth_signing_keys_kept;
DROP TABLE auth_signing_keys_kept;

CREATE TABLE auth_totp_kept AS SELECT * FROM auth_totp;
DROP TABLE auth_totp;
CREATE TABLE auth_totp (
  user_id    BLOB PRIMARY KEY REFERENCES auth_users (id),
  secret     BLOB NOT NULL,
  -- Until then nobody is asked for a code.
  enabled_at INTEGER,
  -- The time step of the last code that counted: no earlier one counts any more.
  last_step  INTEGER NOT NULL,
  sealed_by  TEXT,
  CHECK (length(secret) = CASE WHEN sealed_by IS NULL THEN 20 ELSE 48 END)
) STRICT;
INSERT INTO auth_totp (user_id, secret, enabled_at, last_step)
SELECT user_id, secret, enabled_at, last_step FROM auth_totp_kept;
DROP TABLE auth_totp_kept;
