-- Codes from an authenticator as a second factor (RFC 6238), and what replaces a lost one.

CREATE TABLE auth_totp (
  user_id    uuid PRIMARY KEY REFERENCES auth_users (id),
  secret     bytea NOT NULL CHECK (octet_length(secret) = 20),
  -- Until then nobody is asked for a code.
  enabled_at timestamptz,
  -- The time step of the last code that counted: no earlier one counts any more.
  last_step  bigint NOT NULL
);

CREATE TABLE auth_recovery_codes (
  user_id uuid NOT NULL REFERENCES auth_users (id),
  hash    bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (user_id, hash)
);

-- Sign-ins that wait for their code.
CREATE TABLE auth_mfa_challenges (
  hash       bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  user_id    uuid NOT NULL REFERENCES auth_users (id),
  expires_at timestamptz NOT NULL
);
CREATE INDEX auth_mfa_challenges_user ON auth_mfa_challenges (user_id);
CREATE INDEX auth_mfa_challenges_expiry ON auth_mfa_challenges (expires_at);
