-- The QR codes that were redeemed: each counts once. They are kept until they have run out.

CREATE TABLE auth_redeemed_codes (
  nonce      bytea PRIMARY KEY CHECK (octet_length(nonce) = 16),
  expires_at timestamptz NOT NULL
);
CREATE INDEX auth_redeemed_codes_expiry ON auth_redeemed_codes (expires_at);
