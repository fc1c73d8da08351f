-- The QR codes that were redeemed: each counts once. They are kept until they have run out.

CREATE TABLE auth_redeemed_codes (
  nonce      BLOB PRIMARY KEY CHECK (length(nonce) = 16),
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX auth_redeemed_codes_expiry ON auth_redeemed_codes (expires_at);
