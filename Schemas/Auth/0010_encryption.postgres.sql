-- Which key a secret is encrypted under; none while it is kept as it is. An encrypted one is longer by a
-- nonce of 12 octets before it and a tag of 16 behind it.

ALTER TABLE auth_signing_keys
  ADD COLUMN sealed_by text,
  DROP CONSTRAINT auth_signing_keys_seed_check,
  ADD CONSTRAINT auth_signing_keys_seed_check
    CHECK (octet_length(seed) = CASE WHEN sealed_by IS NULL THEN 32 ELSE 60 END);

ALTER TABLE auth_totp
  ADD COLUMN sealed_by text,
  DROP CONSTRAINT auth_totp_secret_check,
  ADD CONSTRAINT auth_totp_secret_check
    CHECK (octet_length(secret) = CASE WHEN sealed_by IS NULL THEN 20 ELSE 48 END);
