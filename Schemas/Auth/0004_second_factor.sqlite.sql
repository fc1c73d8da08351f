-- Codes from an authenticator as a second factor (RFC 6238), and what replaces a lost one.

CREATE TABLE auth_totp (
  user_id    BLOB PRIMARY KEY REFERENCES auth_users (id),
  secret     BLOB NOT NULL CHECK (length(secret) = 20),
  -- Until then nobody is asked for a code.
  enabled_at INTEGER,
  -- The time step of the last code that counted: no earlier one counts any more.
  last_step  INTEGER NOT NULL
) STRICT;

CREATE TABLE auth_recovery_codes (
  user_id BLOB NOT NULL REFERENCES auth_users (id),
  hash    BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (user_id, hash)
) STRICT;

-- Sign-ins that wait for their code.
CREATE TABLE auth_mfa_challenges (
  hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
  user_id    BLOB NOT NULL REFERENCES auth_users (id),
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX auth_mfa_challenges_user ON auth_mfa_challenges (user_id);
CREATE INDEX auth_mfa_challenges_expiry ON auth_mfa_challenges (expires_at);
