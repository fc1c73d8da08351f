-- Fails, and changes nothing, while anything is encrypted: atrium auth rotate-encryption --decrypt
-- comes first.
ALTER TABLE auth_totp
  DROP CONSTRAINT auth_totp_secret_check,
  ADD CONSTRAINT auth_totp_secret_check CHECK (octet_length(secret) = 20),
  DROP COLUMN sealed_by;
ALTER TABLE auth_signing_keys
  DROP CONSTRAINT auth_signing_keys_seed_check,
  ADD CONSTRAINT auth_signing_keys_seed_check CHECK (octet_length(seed) = 32),
  DROP COLUMN sealed_by;
